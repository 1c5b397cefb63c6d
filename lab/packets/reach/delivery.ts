import type { Pod, Site } from "../site.ts";
import { isIn } from "./ipv4.ts";
import { type Loss, lost } from "./verdict.ts";

/** Whether an address is the network's own, wherever else it may be too. */
export function isOf({ prefixes }: Site, address: string): boolean {
  return prefixes.some((prefix) => isIn(prefix, address));
}

/** Within a network: where the packet comes to the pod that it is meant for, undefined. */
export function deliver(site: Site, pod: Pod): Loss | undefined {
  const found = isOf(site, pod.address) ? site.pods.find(({ address }) => address === pod.address) : undefined;
  if (found === pod) return undefined;
  if (found === undefined) return lost(site.name, `${site.name} has no pod at ${pod.address}`);
  return lost(site.name, `${site.name} delivers ${pod.address} to pod ${found.name}, not to ${pod.name}`);
}
