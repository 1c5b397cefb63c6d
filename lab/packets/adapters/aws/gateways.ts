import type { VpnGateway } from "@aws-sdk/client-ec2";
import type { Gateway } from "../../site.ts";
import type { Asked } from "../asked.ts";
import type { AwsDocuments } from "./documents.ts";
import { tunnelsOf } from "./tunnels.ts";

interface Vpc {
  readonly vpcId: string;
  readonly prefixes: readonly string[];
  readonly keyOf: Asked["keyOf"];
}

/** Amazon's own, where a gateway was made without one. */
const DEFAULT_ASN = 64_512;

/**
 * The virtual private gateways that are attached to a VPC or, as far as EC2 still tells, were so last. Each of them tells
 * every neighbour what it has learned from the others ("AWS VPN CloudHub"), and sends over one tunnel at a time.
 */
export function gatewaysOf(documents: AwsDocuments, { vpcId, prefixes, keyOf }: Vpc): Gateway[] {
  const own = documents.vpnGateways.filter((gateway) => isThere(gateway) && attachmentOf(gateway)?.VpcId === vpcId);
  return own.map((gateway) => {
    const { VpnGatewayId: id = "", AmazonSideAsn: asn = DEFAULT_ASN } = gateway;
    const attached = attachmentOf(gateway)?.State === "attached";
    const speaker = { asn, advertises: attached ? prefixes : [], keyOf };
    return { id, attached, asn, transit: true, ecmp: false, tunnels: tunnelsOf(documents, id, speaker) };
  });
}

function isThere({ State }: VpnGateway): boolean {
  return State !== "deleted" && State !== "deleting";
}

function attachmentOf({ VpcAttachments = [] }: VpnGateway) {
  return VpcAttachments.find(({ State }) => State !== "detached") ?? VpcAttachments.at(-1);
}
