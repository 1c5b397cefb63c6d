import type { VirtualNetworkGateway } from "@azure/arm-network";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import type { Member, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import { isSameId } from "./places.ts";
import { hasFailed, isLeaving } from "./provisioning.ts";

/** One of a gateway's two instances, by the ip configuration that it is known by. */
export interface Instance {
  readonly configuration: string;
  readonly publicAddress: string;
  /** Its outside address, which Azure tells when the gateway is there. */
  readonly outside?: string;
  /** The inside addresses that it has besides those of its subnet. */
  readonly custom: readonly string[];
}

export const members = [0, 1] as const satisfies readonly Member[];

/** Azure takes inside addresses only from 169.254.21.0 to 169.254.22.255: each instance has a half of that. */
const blocks = ["169.254.21", "169.254.22"] as const;
/** How many /30s of its block an instance of our gateways holds from the start: a later one would be an update of minutes. */
const reserved = 8;

/** The inside addresses that an instance of our gateway is made with: second of each /30, and those that are planned. */
export function customAddresses(end: VpnEnd, member: Member): string[] {
  const early = Array.from({ length: reserved }, (_, index) => `${blocks[member]}.${4 * index + 2}`);
  return [...new Set([...early, ...plannedAddresses(end, member)])];
}

function plannedAddresses({ tunnels }: VpnEnd, member: Member): readonly string[] {
  return tunnels.filter(({ near }) => near.member === member).map(({ near }) => near.address);
}

/** A gateway's instances, by member. Which is first must not depend on the order of an answer. */
export function toInstances({ ipConfigurations = [], bgpSettings }: VirtualNetworkGateway): readonly Instance[] {
  const settings = bgpSettings?.bgpPeeringAddresses ?? [];
  const instances = ipConfigurations.map(({ id = "", publicIPAddress }) => {
    const own = settings.find(({ ipconfigurationId }) => isSameId(ipconfigurationId, id));
    const outside = own?.tunnelIpAddresses?.[0];
    return {
      configuration: id,
      publicAddress: publicIPAddress?.id ?? "",
      custom: own?.customBgpIpAddresses ?? [],
      ...(outside === undefined ? {} : { outside }),
    };
  });
  return instances.toSorted((one, other) => Number(isFirst(other)) - Number(isFirst(one)));
}

function isFirst({ custom }: Instance): boolean {
  return custom.some((address) => address.startsWith(`${blocks[0]}.`));
}

/** Planned addresses that the gateway's instances do not have, by member. */
export function lackingAddresses(end: VpnEnd, instances: readonly Instance[]): readonly (readonly string[])[] {
  return members.map((member) => {
    const { custom = [] } = instances[member] ?? {};
    return plannedAddresses(end, member).filter((address) => !custom.includes(address));
  });
}

/** A gateway as it is to be put, with more inside addresses and all else as it was. */
export function withAddresses(
  given: VirtualNetworkGateway,
  lacking: readonly (readonly string[])[],
): VirtualNetworkGateway {
  const more = toInstances(given).map(({ configuration, custom }, member) => ({
    configuration,
    addresses: [...custom, ...(lacking[member] ?? [])],
  }));
  const { bgpPeeringAddresses: present = [] } = given.bgpSettings ?? {};
  const bgpPeeringAddresses = more.map(({ configuration, addresses }) => ({
    ...(present.find(({ ipconfigurationId }) => isSameId(ipconfigurationId, configuration)) ?? {}),
    ipconfigurationId: configuration,
    customBgpIpAddresses: addresses,
  }));
  return { ...given, bgpSettings: { ...given.bgpSettings, bgpPeeringAddresses } };
}

/** How far a gateway has come. An update is a building as well: nothing can be written on it meanwhile. */
export function toPhase({ provisioningState = "Succeeded" }: VirtualNetworkGateway): Gateway["phase"] {
  if (hasFailed({ provisioningState })) return "failed";
  return provisioningState === "Succeeded" ? "ready" : "building";
}

/** Why a gateway cannot serve, and what to change. */
export function unsuitableBecause(gateway: VirtualNetworkGateway): string | undefined {
  const { name, vpnType, active, enableBgp } = gateway;
  if (vpnType !== "RouteBased") return `gateway ${name} is ${vpnType} instead of RouteBased: replace it`;
  if (active !== true) return `gateway ${name} is not active-active: switch that on`;
  if (enableBgp !== true) return `gateway ${name} has bgp off: switch it on`;
  return isLeaving(gateway) ? `gateway ${name} is being deleted: wait for that` : undefined;
}
