import type { PacketFilter, Pod } from "../../site.ts";
import { isIpv4, podAddress } from "../addresses.ts";
import type { AzureDocuments, SecurityGroup, Subnet, Vnet } from "./documents.ts";
import { rulesFor } from "./security-rules.ts";
import { virtualNetworkOf } from "./virtual-network-tag.ts";

interface Own {
  readonly vnet: Vnet;
  readonly name: string;
  readonly gateways: readonly string[];
  readonly table: string;
}

/** One pod a subnet, but in that of the gateways. A subnet without a security group lets everything through. */
export function podsOf({ securityGroups }: AzureDocuments, { vnet, name, gateways, table }: Own): Pod[] {
  const subnets = vnet.properties.subnets.filter((subnet) => subnet.name.toLowerCase() !== "gatewaysubnet");
  const tag = virtualNetworkOf(vnet, gateways);
  return subnets.flatMap((subnet) => {
    const range = rangeOf(subnet);
    if (range === undefined) return [];
    const address = podAddress(range);
    const filterOf = ({ name: id, properties }: SecurityGroup): PacketFilter => {
      const rules = [...properties.securityRules, ...properties.defaultSecurityRules];
      return {
        id,
        ingress: rulesFor("Inbound", { rules, address, tag }),
        egress: rulesFor("Outbound", { rules, address, tag }),
      };
    };
    const groups = securityGroups.filter(({ id }) => id === subnet.properties.networkSecurityGroup?.id);
    return [{ name: `${name}-${subnet.name}`, address, table, filters: groups.map(filterOf) }];
  });
}

function rangeOf({ properties: { addressPrefix, addressPrefixes } }: Subnet): string | undefined {
  return [...(addressPrefix === undefined ? [] : [addressPrefix]), ...addressPrefixes].find(isIpv4);
}
