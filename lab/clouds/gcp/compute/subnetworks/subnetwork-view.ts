import { pacificTime } from "../../timestamps.ts";
import { link, networkPath, regionPath, subnetworkPath } from "../links.ts";
import { gatewayOf } from "../ranges.ts";
import type { Subnetwork } from "../resources.ts";

/** A subnet as answers show it. */
export function renderSubnetwork(subnetwork: Subnetwork) {
  const { id, name, project, region, network, createdAt, description, ipCidrRange, purpose } = subnetwork;
  const { secondaryIpRanges, privateIpGoogleAccess, logConfig, fingerprint } = subnetwork;
  return {
    ...{ kind: "compute#subnetwork", id, creationTimestamp: pacificTime(createdAt), name },
    ...(description === undefined ? {} : { description }),
    ...{ network: link(networkPath(project, network)), ipCidrRange, gatewayAddress: gatewayOf(ipCidrRange) },
    ...{ region: link(regionPath(project, region)), selfLink: link(subnetworkPath(subnetwork)) },
    ...{ privateIpGoogleAccess, privateIpv6GoogleAccess: "DISABLE_GOOGLE_ACCESS" },
    ...(secondaryIpRanges.length === 0 ? {} : { secondaryIpRanges }),
    ...{ fingerprint, enableFlowLogs: "enable" in logConfig && logConfig.enable === true, logConfig, purpose },
    ...(purpose === "PRIVATE" ? { stackType: "IPV4_ONLY" } : {}),
    allowSubnetCidrRoutesOverlap: false,
  };
}
