import { fabricOf } from "../../../lab/packets/reach/fabric-of.ts";
import { verdictsOf } from "../../../lab/packets/reach/reach.ts";
import type { Flow } from "../../../lab/packets/reach/verdict.ts";
import type { Site } from "../../../lab/packets/site.ts";
import { editEnds, editGateways } from "../../lab/packets/edit.ts";

/** Every pair of pods, asked for https and for a ping. */
export function flowsOf(sites: readonly Site[]): Flow[] {
  const names = sites.flatMap(({ pods }) => pods.map(({ name }) => name));
  return names.flatMap((from) =>
    names
      .filter((to) => to !== from)
      .flatMap((to) => (["tcp", "icmp"] as const).map((protocol) => ({ from, to, protocol, port: 443 }))),
  );
}

/**
 * Whether verdicts are the same whichever of equally good paths is taken. Where they are not, packets may go either way
 * and no judge could say who is right.
 */
export function isDecided(sites: readonly Site[]): boolean {
  const single = sites.map((site) => editGateways(site, (gateway) => ({ ...gateway, ecmp: false })));
  const [all, first, last] = [sites, single, inReverse(single)].map(reachableFlows);
  return all === first && first === last;
}

function reachableFlows(sites: readonly Site[]): string {
  const verdict = verdictsOf({ sites, fabric: fabricOf(sites) });
  return flowsOf(sites)
    .map((flow) => Number(verdict(flow).reachable))
    .join("");
}

/** With ids of ends that sort the other way round. */
function inReverse(sites: readonly Site[]): Site[] {
  const ids = sites.flatMap(({ gateways }) => gateways.flatMap(({ tunnels }) => tunnels.map(({ id }) => id)));
  const renamed = new Map([...ids].sort().map((id, rank) => [id, String(1_000 - rank)]));
  return sites.map((site) => editEnds(site, (end) => ({ ...end, id: renamed.get(end.id) ?? end.id })));
}
