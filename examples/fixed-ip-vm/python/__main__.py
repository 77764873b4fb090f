import pulumi
from pulumi_kubeovn import FixedIPVirtualMachine

TEMPLATE = {
    "metadata": {"labels": {"kubevirt.io/size": "small"}},
    "spec": {
        "domain": {
            "devices": {"disks": [{"name": name, "disk": {"bus": "virtio"}} for name in ["containerdisk", "cloudinitdisk"]]},
            "resources": {"requests": {"memory": "64M"}},
        },
        "volumes": [
            {"name": "containerdisk", "containerDisk": {"image": "quay.io/kubevirt/cirros-container-disk-demo"}},
            {"name": "cloudinitdisk", "cloudInitNoCloud": {"userDataBase64": "SGkuXG4="}},
        ],
    },
}

# Any free address: decided in the preview, kept for the VM through restart, migration and re-creation.
planned = FixedIPVirtualMachine(
    "planned-vm",
    subnet="ovn-default",
    spec={"runStrategy": "Always", "template": TEMPLATE},
)

# This very address.
fixed = FixedIPVirtualMachine(
    "testvm",
    subnet="ovn-default",
    v4_ip_address="10.16.0.116",
    spec={"runStrategy": "Always", "template": TEMPLATE},
)

pulumi.export("addresses", [planned.v4_ip_address, fixed.v4_ip_address])
