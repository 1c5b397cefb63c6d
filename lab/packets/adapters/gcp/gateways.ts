import type { Gateway } from "../../site.ts";
import type { Asked } from "../asked.ts";
import type { GcpDocuments } from "./documents.ts";
import { gatewayId, type OwnNetwork } from "./own-network.ts";
import { tunnelsOf } from "./tunnels.ts";

/**
 * The Cloud Routers of a network. None of them tells a neighbour what another one has told it, and packets take all
 * equally good tunnels.
 */
export function gatewaysOf(documents: GcpDocuments, own: OwnNetwork, keyOf: Asked["keyOf"]): Gateway[] {
  return own.routers.flatMap(({ bgp, ...router }) => {
    if (bgp === undefined) return [];
    const tunnels = tunnelsOf(documents, own, { router: { ...router, bgp }, keyOf });
    return [{ id: gatewayId(own, router), attached: true, asn: bgp.asn, transit: false, ecmp: true, tunnels }];
  });
}
