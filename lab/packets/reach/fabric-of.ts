import { Fabric, HANDSHAKE_MS, SESSION_MS } from "../../world/fabric.ts";
import type { Site } from "../site.ts";

/** A fabric of all tunnel ends of the sites, long after the last of them was changed. */
export function fabricOf(sites: readonly Site[]): Fabric {
  const fabric = new Fabric(() => HANDSHAKE_MS + SESSION_MS);
  const ends = sites.flatMap(({ gateways }) => gateways.flatMap(({ tunnels }) => tunnels));
  fabric.join(() => ends.map((end) => ({ ...end, since: 0 })));
  return fabric;
}
