import type { Site } from "../../site.ts";
import type { Asked } from "../asked.ts";
import type { GcpDocuments } from "./documents.ts";
import { gatewaysOf } from "./gateways.ts";
import { ownNetwork, rangesOf } from "./own-network.ts";
import { podsOf } from "./pods.ts";
import { tablesOf } from "./route-tables.ts";

/** A VPC network as Compute Engine and GKE describe it. */
export function gcpSite(documents: GcpDocuments, asked: Asked): Site {
  const own = ownNetwork(documents, asked);
  return {
    ...{ id: asked.id, name: asked.name, cloud: "gcp", prefixes: rangesOf(own.subnetworks) },
    ...{ tables: tablesOf(documents, own), pods: podsOf(documents, own, asked.name) },
    peerings: own.network.peerings.map(({ name, network, state }) => ({
      ...{ id: name, peer: network, active: state === "ACTIVE" },
    })),
    gateways: gatewaysOf(documents, own, asked.keyOf),
  };
}
