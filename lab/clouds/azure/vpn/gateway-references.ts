import { providerError } from "../arm-error.ts";
import { badReference, notProvisioned } from "../network/errors.ts";
import { sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { allGateways, gatewayIn, publicIpUser } from "./instances.ts";
import type { GatewaySettings, Instance } from "./resources.ts";
import { hasZones } from "./zones.ts";

/** Throws when a gateway's subnet or public addresses are not ready for it, or another's. */
export function checkReferences(state: AzureState, id: string, { instances }: GatewaySettings): void {
  for (const instance of instances) {
    checkSubnet(state, id, instance);
    checkPublicIp(state, id, instance);
  }
}

function checkSubnet(state: AzureState, id: string, { subnet }: Instance): void {
  const vnet = state.vnet(subnet);
  if (vnet?.busy !== undefined) throw notProvisioned(vnet, id, vnet.busy);
  const rival = gatewayIn(state, subnet);
  if (rival === undefined || sameId(rival.id, id)) return;
  // The code is the lab's own: no recording has it.
  const message = `Subnet ${subnet} already has virtual network gateway ${rival.id}. A virtual network can have one VPN gateway.`;
  throw providerError("VirtualNetworkAlreadyHasVpnGateway", message);
}

function checkPublicIp(state: AzureState, id: string, { publicIp, id: own }: Instance): void {
  const found = state.publicIp(publicIp);
  if (found === undefined) throw badReference(publicIp, own);
  if (found.busy !== undefined) throw notProvisioned(found, id, found.busy);
  const mine = allGateways(state).find((gateway) => sameId(gateway.id, id))?.settings.instances ?? [];
  const user = publicIpUser(state, publicIp);
  if (user !== undefined && !mine.includes(user)) {
    const message = `Resource ${own} is referencing public IP address ${found.id} that is already allocated to resource ${user.id}.`;
    throw providerError("PublicIPAddressInUse", message);
  }
  if (found.sku !== "Standard") {
    const message = `Public IP address ${found.id} of virtual network gateway ${id} must have sku Standard.`;
    throw providerError("VmssVpnGatewayPublicIpsMustHaveStandardSku", message);
  }
  if ((found.zones ?? []).length > 0 || !hasZones(found.location)) return;
  const message = `Public IP address ${found.id} of zone-redundant virtual network gateway ${id} must have zones configured.`;
  throw providerError("VmssVpnGatewayPublicIpsMustHaveZonesConfigured", message);
}
