/** An IP object as it is written, texts as they were read; absent fields are empty. */
export interface WrittenIp {
  readonly kind: "IP";
  readonly name: string;
  readonly isLeaving: boolean;
  readonly finalizers: readonly string[];
  readonly hasLabels: boolean;
  /** Label `ovn.kubernetes.io/ip_reserved`. */
  readonly reserved: string | undefined;
  /**
   * True when the controller has written to it: a node label (1.13), a finalizer of Kube-OVN, or the node in its spec, which
   * stays where an export drops metadata.
   *
   * @source kube-ovn pkg/controller/ip.go createOrUpdateIPCR
   */
  readonly isRegistered: boolean;
  readonly subnet: string;
  readonly podName: string;
  readonly namespace: string;
  readonly podType: string;
  /** Node that Kube-OVN wrote when it made the object for a pod; empty for one that is only reserved. */
  readonly nodeName: string;
  readonly ipAddress: string;
  readonly v4IpAddress: string;
  readonly v6IpAddress: string;
  readonly macAddress: string;
}

/** The addresses and the MAC that an object asks for, and those that it has. */
export interface WrittenAddresses {
  readonly v4ip: string;
  readonly v6ip: string;
  readonly macAddress: string;
  readonly status: { readonly v4ip: string; readonly v6ip: string; readonly mac: string };
}

/** A Vip as it is written, texts as they were read; absent fields are empty. */
export interface WrittenVip extends WrittenAddresses {
  readonly kind: "Vip";
  readonly name: string;
  /** Key of its holding: its own, or that of the IP object it guards. */
  readonly key: string;
  readonly isLeaving: boolean;
  readonly finalizers: readonly string[];
  readonly subnet: string;
  readonly type: string;
  readonly namespace: string;
  readonly selector: readonly string[];
  readonly status: { readonly v4ip: string; readonly v6ip: string; readonly mac: string };
}

/** An OvnEip or an IptablesEIP as it is written, texts as they were read; absent fields are empty. */
export interface WrittenEip extends WrittenAddresses {
  readonly kind: "OvnEip" | "IptablesEIP";
  readonly name: string;
  readonly key: string;
  readonly isLeaving: boolean;
  readonly finalizers: readonly string[];
  /** Where its address is: the Subnet that it names, itself or by a NetworkAttachmentDefinition, or that of the default network. */
  readonly subnet: string;
  readonly type: string;
  /** Kube-OVN has given it its address. */
  readonly isReady: boolean;
  readonly status: { readonly v4ip: string; readonly v6ip: string; readonly mac: string };
}

export type Written = WrittenIp | WrittenVip | WrittenEip;
