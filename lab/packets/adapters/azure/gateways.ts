import type { Gateway } from "../../site.ts";
import { isIpv4 } from "../addresses.ts";
import type { AzureDocuments, Vnet, VnetGateway } from "./documents.ts";
import { tunnelsOf } from "./tunnels.ts";

/** The VPN gateways that stand in a network. */
export function gatewaysIn({ gateways }: Pick<AzureDocuments, "gateways">, { properties }: Vnet): VnetGateway[] {
  const subnets = properties.subnets.map(({ id }) => id);
  return gateways.filter(
    ({ properties: { gatewayType, ipConfigurations } }) =>
      gatewayType === "Vpn" && ipConfigurations.some((one) => subnets.includes(one.properties.subnet?.id ?? "")),
  );
}

/** It tells each neighbour what it has learned from the others ("About BGP with Azure VPN Gateway"). */
export function toGateway(documents: AzureDocuments, vnet: Vnet, gateway: VnetGateway): Gateway {
  const { provisioningState, bgpSettings } = gateway.properties;
  const advertises = vnet.properties.addressSpace.addressPrefixes.filter(isIpv4);
  return {
    ...{ id: gateway.name, attached: ["Succeeded", "Updating"].includes(provisioningState) },
    ...{ asn: bgpSettings?.asn ?? 0, transit: true, ecmp: true },
    tunnels: tunnelsOf(documents, gateway, advertises),
  };
}
