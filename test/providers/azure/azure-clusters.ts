import type { NewCluster } from "../../../lab/clouds/azure/clusters/clusters.ts";
import { type AzureLab, GROUP, HUB } from "../../lab/clouds/azure/azure-lab.ts";
import { groupPath, LOCATION, vnetPath } from "../../lab/clouds/azure/builders.ts";

export const services = { serviceCidr: "10.255.0.0/16", dnsServiceIp: "10.255.0.10" };

type Profile = Omit<NewCluster["networkProfile"], keyof typeof services>;

const prefixes: Readonly<Record<string, string>> = { c: "10.2", d: "10.3" };

/** A network with a subnet, a security group before the subnet, and a cluster in it. */
export async function makeCluster(lab: AzureLab, name: string, vnet: string, profile?: Profile): Promise<void> {
  await lab.put(securityGroupPath(vnet), { location: LOCATION });
  const addressPrefix = `${prefixes[vnet]}.0.0/24`;
  const networkSecurityGroup = { id: securityGroupPath(vnet) };
  await lab.put(vnetPath(vnet), {
    location: LOCATION,
    properties: {
      addressSpace: { addressPrefixes: [`${prefixes[vnet]}.0.0/16`] },
      subnets: [{ name: "nodes", properties: { addressPrefix, networkSecurityGroup } }],
    },
  });
  lab.cloud.createCluster(newCluster(name, vnet, profile));
}

export function newCluster(name: string, vnet: string, profile: Profile = { networkPlugin: "azure" }): NewCluster {
  return {
    ...{ subscription: HUB, group: GROUP, name, location: LOCATION },
    networkProfile: { ...profile, ...services },
    agentPools: [{ name: "np", count: 1, vnetSubnetId: `${vnetPath(vnet)}/subnets/nodes` }],
  };
}

export function securityGroupPath(vnet: string): string {
  return `${groupPath()}/providers/Microsoft.Network/networkSecurityGroups/nsg-${vnet}`;
}
