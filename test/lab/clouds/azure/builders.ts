import { type Answer, type AzureLab, FOREIGN, GROUP, HUB, OTHER_TENANT, TENANT } from "./azure-lab.ts";

export const LOCATION = "westeurope";

export function groupPath(subscription = HUB, group = GROUP): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}`;
}

export function vnetPath(name: string, subscription = HUB): string {
  return `${groupPath(subscription)}/providers/Microsoft.Network/virtualNetworks/${name}`;
}

export function peeringPath(vnet: string, name: string, subscription = HUB): string {
  return `${vnetPath(vnet, subscription)}/virtualNetworkPeerings/${name}`;
}

export function securityGroupPath(name: string): string {
  return `${groupPath()}/providers/Microsoft.Network/networkSecurityGroups/${name}`;
}

function tenantOf(subscription: string): string {
  return subscription === FOREIGN ? OTHER_TENANT : TENANT;
}

export async function makeGroup(lab: AzureLab, subscription = HUB): Promise<void> {
  await lab.put(groupPath(subscription), { location: LOCATION }, { tenant: tenantOf(subscription) });
}

interface NewVnet {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly subnets?: readonly { readonly name: string; readonly prefix: string }[];
  readonly subscription?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The body of a PUT of a network. */
export function vnetBody({ prefixes, subnets, tags }: Omit<NewVnet, "name">) {
  const properties = {
    addressSpace: { addressPrefixes: prefixes },
    ...(subnets && { subnets: subnets.map(({ name, prefix }) => ({ name, properties: { addressPrefix: prefix } })) }),
  };
  return { location: LOCATION, properties, ...(tags && { tags }) };
}

/** A network with its group, which may be there already. */
export async function makeVnet(lab: AzureLab, vnet: NewVnet): Promise<Answer> {
  const { name, subscription = HUB } = vnet;
  await makeGroup(lab, subscription);
  return lab.put(vnetPath(name, subscription), vnetBody(vnet), { tenant: tenantOf(subscription) });
}

/** The body of a PUT of one half of a peering. */
export function half(remote: string, flags: Readonly<Record<string, boolean>> = {}) {
  return { properties: { remoteVirtualNetwork: { id: remote }, ...flags } };
}

/** Two networks, `a` and `b`, with both halves of a peering. */
export async function makePair(lab: AzureLab): Promise<void> {
  await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
  await makeVnet(lab, { name: "b", prefixes: ["10.1.0.0/16"] });
  await lab.put(peeringPath("a", "to-b"), half(vnetPath("b")));
  await lab.put(peeringPath("b", "to-a"), half(vnetPath("a")));
}
