import type { Gateway, Pod, TunnelEnd } from "../site.ts";
import { deliver, isOf } from "./delivery.ts";
import { longestMatch } from "./ipv4.ts";
import type { Hop, Network } from "./learned.ts";
import { type Loss, lost } from "./verdict.ts";

/** From a gateway by what it has learned; every one of equally good ways must lead there, for any may be taken. */
export function leaveBy(network: Network, gateway: Gateway, to: Pod, passed: readonly Gateway[]): Loss | undefined {
  if (passed.includes(gateway)) return lost(gateway.id, `packets to ${to.address} come back to gateway ${gateway.id}`);
  const route = longestMatch(network.learned.get(gateway) ?? [], ({ prefix }) => prefix, to.address);
  if (route === undefined) {
    const silence = silenceOf(network, gateway);
    return lost(gateway.id, `gateway ${gateway.id} has learned no route to ${to.address}${silence}`);
  }
  const losses = route.hops.map((hop) => arrive(network, hop, to, [...passed, gateway]));
  return losses.find((loss) => loss !== undefined);
}

/** Which sessions of a gateway are down, and for what: the end of a sentence. */
export function silenceOf({ fabric }: Network, { tunnels }: Gateway): string {
  return tunnels.map((end) => silence(fabric, end)).join("");
}

function arrive(network: Network, { site, gateway }: Hop, to: Pod, passed: readonly Gateway[]): Loss | undefined {
  if (gateway.attached && isOf(site, to.address)) return deliver(site, to);
  if (gateway.transit) return leaveBy(network, gateway, to, passed);
  const ownButDetached = isOf(site, to.address) ? "is not attached" : `passes nothing on to ${to.address}`;
  return lost(gateway.id, `gateway ${gateway.id} of ${site.name} ${ownButDetached}`);
}

function silence(fabric: Network["fabric"], { id, name }: TunnelEnd): string {
  const session = fabric.session(id);
  if (session.up) return "";
  const tunnel = fabric.tunnel(id);
  return tunnel.up ? `; session ${name} is down: ${session.reason}` : `; tunnel ${name} is down: ${tunnel.reason}`;
}
