import pulumi
import pulumi_kubeovn as kubeovn

NAMESPACE = "shop"


def spec_of(app, replicas, annotations=None):
    return {
        "replicas": replicas,
        "selector": {"matchLabels": {"app": app}},
        "template": {
            "metadata": {"labels": {"app": app}, "annotations": annotations},
            "spec": {"containers": [{"name": "main", "image": "docker.io/nginx:alpine"}]},
        },
    }


# pulumi-kubeovn writes these into manifests/.
subnet = kubeovn.Subnet("shop", cidr_block="10.91.0.0/24", allocation={"range": "10.91.0.200..10.91.0.250"})
batch = kubeovn.IPPool("shop-batch", subnet=subnet.name, ips=["10.91.0.16/28"])
front = kubeovn.Vip("shop-front", subnet=subnet.name)

# Pulumi's Kubernetes plugin renders these into workloads/, with their addresses in them; the reservations go into manifests/.
queue = kubeovn.FixedIPStatefulSet(
    "queue",
    subnet=subnet.name,
    namespace=NAMESPACE,
    spec={"serviceName": "queue", **spec_of("queue", 2)},
)
db = kubeovn.FixedIPVirtualMachine(
    "db",
    subnet=subnet.name,
    namespace=NAMESPACE,
    spec={"runStrategy": "Always", "template": {"spec": {"domain": {"devices": {}}}}},
)
from_pool = {"ovn.kubernetes.io/logical_switch": subnet.name, "ovn.kubernetes.io/ip_pool": batch.name}
pulumi.CustomResource(
    "kubernetes:apps/v1:Deployment",
    "jobs",
    {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "jobs", "namespace": NAMESPACE},
        "spec": spec_of("jobs", 3, from_pool),
    },
)

pulumi.export("frontAddress", front.v4ip)
pulumi.export("dbAddress", db.v4_ip_address)
pulumi.export("queueAddresses", queue.reservations.apply(lambda pods: [pod.v4_ip_address for pod in pods]))
