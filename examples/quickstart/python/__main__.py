import pulumi
import pulumi_kubeovn as kubeovn

# A subnet for a new team. Planned addresses come from a planned range that Kube-OVN never assigns to pods automatically.
team_b = kubeovn.Subnet(
    "team-b",
    cidr_block="10.80.0.0/24",
    namespaces=["team-b"],
    allocation={"range": "10.80.0.200..10.80.0.250"},
)

# Three pods of a StatefulSet, addresses one after the other.
queue = kubeovn.ReservedIPSet(
    "queue",
    subnet=team_b.name,
    stateful_set={"name": "queue", "namespace": "team-b", "replicas": 3},
    layout="contiguous",
)

# A virtual IP that the pods labeled app=proxy may take over from each other.
proxy = kubeovn.Vip("proxy", subnet=team_b.name)
kubeovn.AapBinding("proxy", vips=[proxy.name], namespace="team-b", selector=["app: proxy"])

# A planned range in the cluster's default subnet, which is not this program's, and an address from it for a virtual machine.
kubeovn.PlannedRange("planned", subnet="ovn-default", range="10.16.200.0..10.16.200.255")
db = kubeovn.ReservedIP(
    "db",
    subnet="ovn-default",
    workload={"kind": "VirtualMachine", "name": "db", "namespace": "default"},
)

pulumi.export("database", db.v4_ip_address)
pulumi.export("proxyAddress", proxy.v4ip)
pulumi.export(
    "queueAddresses",
    queue.reservations.apply(lambda pods: [f"{pod.pod_name} {pod.v4_ip_address}" for pod in pods]),
)
