import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import { told } from "./compared.ts";
import type { Connection } from "./connections.ts";
import { isSameId, siblingId } from "./places.ts";
import { ipsecPolicy } from "./translate-connection.ts";
import { type Instance, lackingAddresses, toInstances } from "./translate-gateway.ts";
import type { FoundGateway } from "./vpn-gateways.ts";

/** How a gateway differs from the plan. */
export function gatewayDifferences(end: VpnEnd, { at, given }: FoundGateway): readonly string[] {
  const lacking = lackingAddresses(end, toInstances(given)).flat();
  return [
    ...told(`gateway ${at.name}`, [
      { what: "asn", found: given.bgpSettings?.asn, expected: end.near.asn },
      { what: "bgp", found: onOff(given.enableBgp), expected: "on" },
      { what: "active-active", found: onOff(given.active), expected: "on" },
    ]),
    ...lacking.map((address) => `gateway ${at.name} lacks the custom bgp address ${address}`),
  ];
}

/** Whether the gateway can be given what it lacks. */
export function isLackingAddresses(end: VpnEnd, { given }: FoundGateway): boolean {
  return lackingAddresses(end, toInstances(given)).flat().length > 0;
}

/** How a tunnel's connection differs. */
export function connectionDifferences(
  end: VpnEnd,
  tunnel: NearTunnel,
  connection: Connection,
  { given }: FoundGateway,
): readonly string[] {
  const name = tunnelName(end.connection, tunnel.index);
  const far = siblingId(end.near.network, "localNetworkGateways", name);
  const instance = toInstances(given)[tunnel.near.member];
  return told(`connection ${name}`, [
    { what: "gateway", ...sameId(connection.virtualNetworkGateway1.id, given.id) },
    { what: "local network gateway", ...sameId(connection.localNetworkGateway2?.id, far) },
    { what: "protocol", found: connection.connectionProtocol, expected: "IKEv2" },
    { what: "bgp", found: onOff(connection.enableBgp), expected: "on" },
    { what: "custom bgp address", found: bgpAddress(connection, instance), expected: tunnel.near.address },
    { what: "ipsec policy", found: policyText(connection.ipsecPolicies), expected: policyText([ipsecPolicy]) },
  ]);
}

function bgpAddress({ gatewayCustomBgpIpAddresses }: Connection, instance?: Instance): string | undefined {
  const own = gatewayCustomBgpIpAddresses?.find((one) => isSameId(one.ipConfigurationId, instance?.configuration));
  return own?.customBgpIpAddress;
}

/** What of a policy the two ends must agree on. */
const agreed = ["ikeEncryption", "ikeIntegrity", "dhGroup", "ipsecEncryption", "ipsecIntegrity", "pfsGroup"] as const;

function policyText(policies: Connection["ipsecPolicies"]): string | undefined {
  const texts = (policies ?? []).map((policy) => agreed.map((part) => policy[part]).join("/"));
  return texts.length === 0 ? undefined : texts.join(" ");
}

function sameId(found: string | undefined, expected: string | undefined) {
  return isSameId(found, expected) ? { found: expected, expected } : { found, expected };
}

function onOff(value: boolean | undefined): string {
  return value === true ? "on" : "off";
}
