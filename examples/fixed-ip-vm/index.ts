import { FixedIPVirtualMachine } from "pulumi-kubeovn/components";

const template = {
  metadata: { labels: { "kubevirt.io/size": "small" } },
  spec: {
    domain: {
      devices: { disks: ["containerdisk", "cloudinitdisk"].map((name) => ({ name, disk: { bus: "virtio" } })) },
      resources: { requests: { memory: "64M" } },
    },
    volumes: [
      { name: "containerdisk", containerDisk: { image: "quay.io/kubevirt/cirros-container-disk-demo" } },
      { name: "cloudinitdisk", cloudInitNoCloud: { userDataBase64: "SGkuXG4=" } },
    ],
  },
};

// Any free address: decided in the preview, kept for the VM through restart, migration and re-creation.
const planned = new FixedIPVirtualMachine("planned-vm", {
  subnet: "ovn-default",
  spec: { runStrategy: "Always", template },
});

// This very address.
const fixed = new FixedIPVirtualMachine("testvm", {
  subnet: "ovn-default",
  v4IpAddress: "10.16.0.116",
  spec: { runStrategy: "Always", template },
});

export const addresses = [planned.v4IpAddress, fixed.v4IpAddress];
