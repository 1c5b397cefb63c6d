import type { VpcPeeringConnection } from "@aws-sdk/client-ec2";
import { locate, type NetworkId, vpcNetworkId } from "../../../../core/connection/network-id.ts";
import type { PeeringHalf } from "../../site.ts";
import type { AwsDocuments } from "./documents.ts";

/** States of which there is no way back; EC2 lists such peerings for some hours more. */
const ENDED = ["deleted", "expired", "failed", "rejected"];

/** The peerings that a VPC asked for or was asked for. */
export function peeringsOf({ peerings }: AwsDocuments, id: NetworkId): PeeringHalf[] {
  return peerings
    .filter(({ Status }) => !ENDED.includes(Status?.Code ?? ""))
    .flatMap((peering) => toHalf(peering, id) ?? []);
}

function toHalf(peering: VpcPeeringConnection, id: NetworkId): PeeringHalf | undefined {
  const { VpcPeeringConnectionId = "", RequesterVpcInfo, AccepterVpcInfo, Status } = peering;
  const { localId: vpcId } = locate(id);
  const sides = [RequesterVpcInfo, AccepterVpcInfo];
  const peer = sides.find((side) => side?.VpcId !== vpcId);
  if (!sides.some((side) => side?.VpcId === vpcId) || peer === undefined) return undefined;
  const { OwnerId: account = "", Region: region = "", VpcId: peerVpc = "" } = peer;
  // No peering leaves its partition.
  const [, partition] = id.split(":");
  return {
    id: VpcPeeringConnectionId,
    peer: vpcNetworkId({ account, region }, peerVpc, partition),
    active: Status?.Code === "active",
  };
}
