import type { RuleProperties } from "./resources.ts";

interface DefaultRule {
  readonly name: string;
  readonly properties: RuleProperties;
}

/** The rules that every network security group has behind its own, as recorded. */
export const DEFAULT_RULES: readonly DefaultRule[] = [
  rule("AllowVnetInBound", 65000, "Allow inbound traffic from all VMs in VNET", "VirtualNetwork", "VirtualNetwork"),
  rule(
    "AllowAzureLoadBalancerInBound",
    65001,
    "Allow inbound traffic from azure load balancer",
    "AzureLoadBalancer",
    "*",
  ),
  rule("DenyAllInBound", 65500, "Deny all inbound traffic", "*", "*"),
  rule(
    ...(["AllowVnetOutBound", 65000, "Allow outbound traffic from all VMs to all VMs in VNET"] as const),
    ...(["VirtualNetwork", "VirtualNetwork"] as const),
  ),
  rule("AllowInternetOutBound", 65001, "Allow outbound traffic from all VMs to Internet", "*", "Internet"),
  rule("DenyAllOutBound", 65500, "Deny all outbound traffic", "*", "*"),
];

function rule(name: string, priority: number, description: string, source: string, destination: string): DefaultRule {
  return {
    name,
    properties: {
      ...{ description, protocol: "*", sourcePortRange: "*", destinationPortRange: "*" },
      ...{ sourceAddressPrefix: source, destinationAddressPrefix: destination },
      ...{ access: name.startsWith("Deny") ? "Deny" : "Allow", priority },
      direction: name.endsWith("InBound") ? "Inbound" : "Outbound",
      ...{ sourcePortRanges: [], destinationPortRanges: [] },
      ...{ sourceAddressPrefixes: [], destinationAddressPrefixes: [] },
    },
  };
}
