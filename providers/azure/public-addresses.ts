import type { PublicIPAddress } from "@azure/arm-network";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { Member } from "../../core/tunnels/tunnel-plan.ts";
import type { AzureClients } from "./client.ts";
import { unlessMissing } from "./faults.ts";
import { locateResource, locateVnet } from "./places.ts";
import { members } from "./translate-gateway.ts";

export function publicAddressName(network: NetworkId, member: Member): string {
  return `${gatewayName(network)}-${member}`;
}

/** The public addresses of our gateway, by member, as far as they are there. */
export function readPublicAddresses(
  azure: AzureClients,
  network: NetworkId,
): Promise<readonly (PublicIPAddress | undefined)[]> {
  const { subscription, group } = locateVnet(network);
  const { publicIPAddresses } = azure.at(subscription);
  return Promise.all(
    members.map((member) => unlessMissing(() => publicIPAddresses.get(group, publicAddressName(network, member)))),
  );
}

/** The address that a resource of anybody's holds; undefined when it has none yet. */
export async function readAddress(azure: AzureClients, id: string): Promise<string | undefined> {
  const { subscription, group, name } = locateResource(id);
  const found = await unlessMissing(() => azure.at(subscription).publicIPAddresses.get(group, name));
  return found?.ipAddress;
}

interface NewAddress {
  readonly network: NetworkId;
  readonly member: Member;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Asks for an address that stays the same and, where a region has zones, outlives any of them. Does not wait for it. */
export async function putPublicAddress(azure: AzureClients, address: NewAddress): Promise<void> {
  try {
    await put(azure, address, { zones: ["1", "2", "3"] });
  } catch (error) {
    if (!isWithoutZones(error)) throw error;
    await put(azure, address, {});
  }
}

function isWithoutZones(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "LocationNotSupportAvailabilityZones";
}

async function put(azure: AzureClients, { network, member, location, tags }: NewAddress, where: { zones?: string[] }) {
  const { subscription, group } = locateVnet(network);
  const address: PublicIPAddress = {
    ...{ location, tags, ...where, sku: { name: "Standard", tier: "Regional" } },
    ...{ publicIPAllocationMethod: "Static", publicIPAddressVersion: "IPv4" },
  };
  const { publicIPAddresses } = azure.at(subscription);
  await publicIPAddresses.createOrUpdate(group, publicAddressName(network, member), address).submitted();
}

export async function deletePublicAddress(azure: AzureClients, network: NetworkId, member: Member): Promise<void> {
  const { subscription, group } = locateVnet(network);
  await azure.at(subscription).publicIPAddresses.delete(group, publicAddressName(network, member)).submitted();
}
