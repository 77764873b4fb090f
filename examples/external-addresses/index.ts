import * as kubeovn from "pulumi-kubeovn";

// For an OvnFip, OvnSnatRule or OvnDnatRule, which names it in ovnEip.
const shop = new kubeovn.OvnEip("shop", { externalSubnet: "external" });

const mail = new kubeovn.OvnEip("mail", { externalSubnet: "external", v4Ip: "172.20.10.25" });

// On the VpcNatGateway gw1, for its floating IPs and rules.
const office = new kubeovn.IptablesEIP("office", { externalSubnet: "ovn-vpc-external-network", natGwDp: "gw1" });

export const shopAddress = shop.v4Ip;
export const mailAddress = mail.v4Ip;
export const officeAddress = office.v4ip;
