import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import { differing } from "./router-sessions.ts";
import { advertisedGroup, type ExternalGateway, type Router, type VpnTunnel } from "./vpn-resources.ts";

/** How a router differs by itself. It keeps its ASN: another one is a router that somebody made anew. */
export function routerDifferences({ near }: VpnEnd, router: Router | undefined): readonly string[] {
  if (router === undefined) return [];
  const what = `router ${router.name}`;
  return [...differing(what, "asn", router.bgp?.asn, near.asn), ...silence(what, router)];
}

/** Whether a router tells its peers what it is to tell. Prefixes that somebody added to it are told as well. */
export function isSilent(router: Router): boolean {
  return silence("", router).length > 0;
}

function silence(what: string, { bgp }: Router): readonly string[] {
  // The default mode tells all subnets too (Cloud Router: advertised routes).
  if (bgp?.advertiseMode !== "CUSTOM") return [];
  const groups: readonly unknown[] = bgp.advertisedGroups ?? [];
  return groups.includes(advertisedGroup) ? [] : [`${what} does not advertise ${advertisedGroup}`];
}

/** How the far gateway, as Google Cloud has written it down, differs; where nobody knows an address it is not compared. */
export function externalDifferences(
  { connection, tunnels }: VpnEnd,
  external: ExternalGateway | undefined,
): readonly string[] {
  if (external === undefined) return [];
  const { interfaces } = external;
  return tunnels.flatMap(({ index, farOutside }) => {
    if (farOutside === undefined) return [];
    const found = interfaces?.find(({ id }) => (id ?? 0) === index);
    return differing(
      `external vpn gateway ${connection}`,
      `address at interface ${index}`,
      found?.ipAddress,
      farOutside,
    );
  });
}

/** From and to which interfaces a tunnel leads otherwise than planned. It keeps them. */
export function tunnelDifferences(
  found: VpnTunnel,
  { connection }: VpnEnd,
  { near, index }: NearTunnel,
): readonly string[] {
  const what = `tunnel ${tunnelName(connection, index)}`;
  return [
    ...differing(what, "gateway interface", found.vpnGatewayInterface ?? 0, near.member),
    ...differing(what, "peer interface", found.peerExternalGatewayInterface ?? 0, index),
  ];
}
