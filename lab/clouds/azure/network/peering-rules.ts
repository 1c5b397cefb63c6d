import { ArmError, providerError } from "../arm-error.ts";
import { sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { overlapping } from "./address-space.ts";
import { otherHalf } from "./peering-states.ts";
import type { Peering, PeeringFlags, Vnet } from "./resources.ts";

/** A half that is asked for. */
export interface Wanted {
  readonly id: string;
  readonly vnet: Vnet;
  readonly remote: Vnet;
  readonly flags: PeeringFlags;
  /** The half of that name that is there already. */
  readonly existing: Peering | undefined;
}

/** Throws what Azure says of a half that the two networks cannot have. */
export function checkPeering(state: AzureState, wanted: Wanted): void {
  checkIsOnlyOne(wanted);
  checkQuota(state, wanted);
  checkOverlap(state, wanted);
  checkOtherHalf(state, wanted);
  if (wanted.flags.useRemoteGateways) checkGateways(state, wanted);
}

function checkIsOnlyOne({ id, vnet, remote, existing }: Wanted): void {
  if (existing !== undefined && !sameId(existing.remote, remote.id)) {
    const message = `Remote virtual network of peering ${id} cannot be changed from ${existing.remote} to ${remote.id}.`;
    throw providerError("RemoteVnetOfPeeringCannotBeChanged", message);
  }
  const twin = [...vnet.peerings.values()].find((half) => half !== existing && sameId(half.remote, remote.id));
  if (twin === undefined) return;
  const message = `Peering ${twin.id} already references remote virtual network ${remote.id}. Cannot add another peering ${id} referencing the same remote virtual network.`;
  throw providerError("AnotherPeeringAlreadyReferencesRemoteVnet", message);
}

function checkQuota({ limits }: AzureState, { vnet, existing }: Wanted): void {
  if (existing !== undefined || vnet.peerings.size < limits.peeringsPerVnet) return;
  const message = `Cannot create more than ${limits.peeringsPerVnet} virtual network peerings for virtual network ${vnet.id}.`;
  throw providerError("VirtualNetworkPeeringCountLimitReached", message);
}

function checkOverlap(state: AzureState, { id, vnet, remote }: Wanted): void {
  const cannot = `Cannot create or update peering ${id}. Virtual networks ${vnet.id} and ${remote.id} cannot be peered because`;
  const between = overlapping(vnet.prefixes, remote.prefixes);
  if (between.length > 0) {
    const message = `${cannot} their address spaces overlap. Overlapping address prefixes: ${between.join(", ")}.`;
    throw providerError("VnetAddressSpacesOverlap", message);
  }
  const sides = [
    { one: vnet, other: remote, words: ["first", "second"] },
    { one: remote, other: vnet, words: ["second", "first"] },
  ];
  for (const { one, other, words } of sides) {
    const third = overlappingPeer(state, one, other);
    if (third === undefined) continue;
    const prefixes = overlapping(one.prefixes, third.prefixes).join(", ");
    const message =
      `${cannot} address space of the ${words[0]} virtual network overlaps with address space of virtual network ` +
      `${third.id} already peered with the ${words[1]} virtual network. Overlapping address prefixes: ${prefixes}.`;
    throw providerError("VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", message);
  }
}

/** A network other than `one` that `other` is peered with and that overlaps `one`. */
function overlappingPeer(state: AzureState, one: Vnet, other: Vnet): Vnet | undefined {
  const peers = [...other.peerings.values()].flatMap(({ remote }) => state.vnet(remote) ?? []);
  return peers.find((peer) => peer !== one && overlapping(one.prefixes, peer.prefixes).length > 0);
}

function checkOtherHalf(state: AzureState, { id, vnet, remote }: Wanted): void {
  const other = otherHalf(state, vnet, { remote: remote.id });
  if (other?.state !== "Disconnected") return;
  const message =
    `Cannot create or update peering ${id} because remote peering ${other.id} referencing parent virtual network ` +
    `${vnet.id} is in Disconnected state. Update or re-create the remote peering to get it back to Initiated state. ` +
    "Peering gets Disconnected when remote vnet or remote peering is deleted and re-created.";
  throw providerError("RemotePeeringIsDisconnected", message);
}

function checkGateways(state: AzureState, { id, vnet, remote, flags }: Wanted): void {
  const cannot = `Peering ${id} cannot have UseRemoteGateways flag set to true`;
  if (vnet.gateways.length > 0) {
    throw providerError("PeeringCannotUseRemoteGateways", `${cannot} because virtual network ${vnet.id} has gateways.`);
  }
  const rival = [...vnet.peerings.values()].find((half) => half.flags.useRemoteGateways && !sameId(half.id, id));
  if (rival !== undefined) {
    const message = `${cannot} because another peering ${rival.id} already has UseRemoteGateways flag set to true.`;
    throw providerError("OnlyOnePeeringCanUseRemoteGateways", message);
  }
  const other = otherHalf(state, vnet, { remote: remote.id });
  if (other !== undefined && !other.flags.allowGatewayTransit) {
    const message = `${cannot}, because corresponding remote peering ${other.id} has AllowGatewayTransit flag set to false.`;
    throw providerError("RemotePeeringDoesNotAllowGatewayTransit", message);
  }
  if (remote.gateways.length > 0 || flags.doNotVerifyRemoteGateways) return;
  const message = `Peering ${id} cannot have UseRemoteGateway flag set to true because remote virtual network ${remote.id} referenced by the peering does not have any gateways.`;
  throw providerError("RemoteVnetHasNoGateways", message);
}

interface Access {
  readonly id: string;
  readonly remote: string;
  readonly tenant: string;
  readonly remoteTenant: string;
  readonly auxiliaryTenants: readonly string[];
}

/** Throws unless the caller brought a token of the tenant that the other network belongs to. */
export function checkLinkedAccess({ id, remote, tenant, remoteTenant, auxiliaryTenants }: Access): void {
  if (tenant === remoteTenant || auxiliaryTenants.includes(remoteTenant)) return;
  const message =
    "The client has permission to perform action 'Microsoft.Network/virtualNetworks/peer/action' on scope " +
    `'${id}', however the current tenant '${tenant}' is not authorized to access linked subscription '${remote}'.`;
  throw new ArmError("LinkedAuthorizationFailed", message, { status: 403 });
}
