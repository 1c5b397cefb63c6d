import type { TransitGateway, TransitGatewayAttachment, VpnConnection } from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { gatewayKey } from "../../core/intent/tags.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import { toTags } from "./translate-tags.ts";
import { insideOf, tunnelsOf } from "./translate-vpn.ts";

/** A transit gateway and a VPC's plug in it, as EC2 has them. */
export interface TransitView {
  readonly id: string;
  readonly network: NetworkId;
  /** Undefined when EC2 knows none of this id. */
  readonly found: TransitGateway | undefined;
  readonly attachment: TransitGatewayAttachment | undefined;
  /** All VPN connections that use it. */
  readonly connections: readonly VpnConnection[];
}

/** A transit gateway as one network uses it: ready once the VPC is attached. It is never ours. */
export function toTransitGateway(view: TransitView): Gateway {
  const { id, network, found, attachment, connections } = view;
  const flaw = flawOf(view);
  const usable = found?.State === "available" && attachment?.State === "available";
  const asn = found?.Options?.AmazonSideAsn;
  return {
    ...{ id, network, ours: false, transit: true, addresses: [] },
    ...(asn === undefined ? {} : { asn }),
    inside: connections.flatMap(tunnelsOf).flatMap((tunnel) => insideOf(tunnel) ?? []),
    ...(flaw === undefined
      ? { phase: usable ? "ready" : "building" }
      : { phase: "failed", message: flaw, unsuitable: flaw }),
  };
}

/** Whether we attached the network: what another attached stays. */
export function isOurPlug({ Tags }: Pick<TransitGatewayAttachment, "Tags">, network: NetworkId): boolean {
  return toTags(Tags)[gatewayKey] === gatewayName(network);
}

function flawOf({ network, found, attachment }: TransitView): string | undefined {
  const { account, region } = locate(network);
  if (found === undefined || found.State === "deleting" || found.State === "deleted") {
    return `account ${account} has no transit gateway of that id in ${region}`;
  }
  // Transit Gateway guide: VPN attachments are made in the account that owns the transit gateway.
  if (found.OwnerId !== account) return `it belongs to account ${found.OwnerId} where the vpn connections must be made`;
  // Whoever turned a default off has other tables in mind, and once the VPC is attached has said in which it is.
  if (attachment !== undefined) return undefined;
  const { DefaultRouteTableAssociation: associates, DefaultRouteTablePropagation: propagates } = found.Options ?? {};
  if (associates !== "enable") return "its default route table association is off and the vpc is not attached";
  return propagates === "enable" ? undefined : "its default route table propagation is off and the vpc is not attached";
}
