import { parseNetworkId } from "../../../../core/connection/network-id.ts";
import { gcpDocuments } from "../../../../lab/packets/adapters/gcp/documents.ts";
import { gcpSite } from "../../../../lab/packets/adapters/gcp/gcp-site.ts";

const ROOT = "https://www.googleapis.com/compute/v1";
export const PROJECT = "projects/shop-prod";
export const WEST = `${PROJECT}/regions/europe-west1`;
export const NETWORK = `${PROJECT}/global/networks/shop`;
export const url = (path: string) => `${ROOT}/${path}`;

export const network = { selfLink: url(NETWORK), name: "shop" };
export const west = subnetwork("europe-west1", "10.0.0.0/20", "10.4.0.0/16");
export const east = subnetwork("us-east1", "10.1.0.0/20");

/** What lists say, as they say it. */
export type Answers = Readonly<Record<string, readonly object[]>>;

export function siteOf(parts: Answers = {}) {
  const documents = gcpDocuments.parse({
    ...{ networks: [network], subnetworks: [west], routes: [], peeringRoutes: [], firewalls: [], routers: [] },
    ...{ vpnGateways: [], externalVpnGateways: [], vpnTunnels: [], clusters: [] },
    ...parts,
  });
  const id = parseNetworkId(NETWORK);
  if (id === undefined) throw new Error(`not a network: ${NETWORK}`);
  return gcpSite(documents, {
    id,
    name: "shop",
    keyOf: (end) => (end.endsWith("/lost") ? undefined : `key of ${end}`),
  });
}

function subnetwork(region: string, ipCidrRange: string, ...secondary: readonly string[]) {
  return {
    ...{ selfLink: url(`${PROJECT}/regions/${region}/subnetworks/shop`), name: "shop", network: url(NETWORK) },
    ...{ region: url(`${PROJECT}/regions/${region}`), ipCidrRange },
    ...(secondary.length === 0 ? {} : { secondaryIpRanges: secondary.map((range) => ({ ipCidrRange: range })) }),
  };
}

export function router(parts: object = {}) {
  return {
    ...{ selfLink: url(`${WEST}/routers/router`), name: "router", region: url(WEST), network: url(NETWORK) },
    ...{ bgp: { asn: 64_601, keepaliveInterval: 25 }, ...parts },
  };
}

export function custom(advertisedGroups: readonly string[], range: string) {
  return { advertiseMode: "CUSTOM", advertisedGroups, advertisedIpRanges: [{ range }] };
}
