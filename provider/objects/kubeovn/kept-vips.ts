import { sameAddress } from "../../ipam";
import { type Holding, spaceKey } from "../../plan";

/**
 * The address of a VM or StatefulSet pod that takes a Vip for its own stays while the pod is gone, and then nothing but
 * address and MAC of the IP object tells whose they are: the controller's next start clears the mark on the Vip.
 *
 * @source kube-ovn pkg/controller/pod.go acquireAddress, pkg/controller/gc.go gcVip (seen on v1.13.0)
 */
export function withKeptVips(holdings: readonly Holding[]): readonly Holding[] {
  const place = (holding: Holding): string => `${spaceKey(holding)} ${holding.mac}`;
  const vips = new Map(
    holdings.filter(({ key, mac }) => key.startsWith("Vip/") && mac !== undefined).map((vip) => [place(vip), vip]),
  );
  return holdings.map((holding) => {
    const { keptWith, holder, addresses } = holding;
    if (keptWith === undefined || holder.owner) return holding;
    const vip = vips.get(place(holding));
    const isTheirs = vip !== undefined && addresses.every((own) => vip.addresses.some((one) => sameAddress(one, own)));
    return isTheirs ? { ...holding, sharesWith: vip.key } : holding;
  });
}
