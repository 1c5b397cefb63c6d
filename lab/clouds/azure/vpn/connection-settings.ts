import { providerError } from "../arm-error.ts";
import { badReference, lockedByAnother, notProvisioned } from "../network/errors.ts";
import { sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { AZURE_ASN } from "./asns.ts";
import type { Connection, ConnectionSettings, LocalGateway, VpnGateway } from "./resources.ts";
import type { ConnectionProperties } from "./schemas.ts";

export interface ConnectionWish {
  readonly settings: ConnectionSettings;
  readonly key: string;
}

interface Asked {
  readonly id: string;
  readonly properties: ConnectionProperties;
  readonly existing: Connection | undefined;
}

/** What a request asks of a connection; throws when its gateways are not ready for it or cannot have it. */
export function wishOf(state: AzureState, { id, properties, existing }: Asked): ConnectionWish {
  const gateway = gatewayOf(state, id, properties.virtualNetworkGateway1?.id ?? "");
  const far = localGatewayOf(state, id, properties.localNetworkGateway2?.id ?? "");
  const settings: ConnectionSettings = {
    ...{ gateway: gateway.id, localGateway: far.id, protocol: properties.connectionProtocol ?? "IKEv2" },
    ...{ mode: properties.connectionMode ?? "Default", enableBgp: properties.enableBgp ?? false },
    ...{ routingWeight: properties.routingWeight ?? 0, dpdTimeoutSeconds: properties.dpdTimeoutSeconds ?? 0 },
    ...{ policies: properties.ipsecPolicies ?? [], customAddresses: properties.gatewayCustomBgpIpAddresses ?? [] },
  };
  if (settings.enableBgp) checkBgp(id, gateway, far);
  checkCustomAddresses(id, gateway, settings);
  const key = properties.sharedKey ?? existing?.key ?? state.random.uuid().replaceAll("-", "");
  checkKey(id, key);
  return { settings, key };
}

/** Throws unless Azure takes the key: up to 128 printable characters of ASCII. */
export function checkKey(id: string, key: string): void {
  if (/^[ -~]{1,128}$/.test(key)) return;
  const message = `The shared key of connection ${id} must have 1 to 128 printable ASCII characters.`;
  throw providerError("InvalidSharedKey", message);
}

/** Throws while another connection of the same gateway is being written: one at a time. */
export function checkGatewayFree({ id, busy }: VpnGateway): void {
  if (busy !== undefined) throw lockedByAnother(id, busy);
}

function gatewayOf(state: AzureState, id: string, asked: string): VpnGateway {
  const gateway = state.gateway(asked);
  if (gateway === undefined) throw badReference(asked, id);
  const { busy } = gateway;
  if (busy !== undefined && busy.child === undefined) throw notProvisioned(gateway, id, busy);
  checkGatewayFree(gateway);
  return gateway;
}

function localGatewayOf(state: AzureState, id: string, asked: string): LocalGateway {
  const far = state.localGateway(asked);
  if (far === undefined) throw badReference(asked, id);
  if (far.busy !== undefined) throw notProvisioned(far, id, far.busy);
  return far;
}

/** The codes of these two and of custom addresses are the lab's own: no recording has them. */
function checkBgp(id: string, gateway: VpnGateway, { id: farId, settings: { bgp } }: LocalGateway): void {
  if (!gateway.settings.enableBgp || bgp === undefined) {
    const message = `Connection ${id} cannot have BGP: ${bgp === undefined ? farId : gateway.id} has none.`;
    throw providerError("BgpNotEnabledOnGateway", message);
  }
  if ((gateway.settings.asn ?? AZURE_ASN) !== bgp.asn) return;
  const message = `Connection ${id} cannot have BGP: both of its gateways have ASN ${bgp.asn}.`;
  throw providerError("GatewaysCannotHaveSameAsn", message);
}

/** A connection that names custom addresses names one of each instance. */
function checkCustomAddresses(id: string, gateway: VpnGateway, { customAddresses }: ConnectionSettings): void {
  const { instances } = gateway.settings;
  for (const { ipConfigurationId, customBgpIpAddress: address } of customAddresses) {
    const instance = instances.find((one) => sameId(one.id, ipConfigurationId));
    if (instance === undefined) throw badReference(ipConfigurationId, id);
    if (instance.customAddresses.includes(address)) continue;
    const message = `Custom BGP address ${address} of connection ${id} is not one of IP configuration ${instance.id}.`;
    throw providerError("InvalidGatewayCustomBgpIpAddress", message);
  }
  const named = instances.filter((one) => customAddresses.some((custom) => sameId(custom.ipConfigurationId, one.id)));
  if (named.length === (customAddresses.length === 0 ? 0 : instances.length)) return;
  const message = `Connection ${id} must name a custom BGP address of every IP configuration of ${gateway.id}, or of none.`;
  throw providerError("MissingGatewayCustomBgpIpAddress", message);
}
