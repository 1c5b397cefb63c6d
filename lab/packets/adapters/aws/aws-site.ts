import type { Vpc } from "@aws-sdk/client-ec2";
import { locate } from "../../../../core/connection/network-id.ts";
import type { Site } from "../../site.ts";
import type { Asked } from "../asked.ts";
import type { AwsDocuments } from "./documents.ts";
import { gatewaysOf } from "./gateways.ts";
import { peeringsOf } from "./peerings.ts";
import { podsOf } from "./pods.ts";
import { toTable } from "./route-tables.ts";

/**
 * A VPC as EC2 describes it. Connections that end at a transit gateway are not seen: they belong to no virtual private
 * gateway, and routes to a transit gateway lead nowhere. IPv6 and prefix lists are left out.
 */
export function awsSite(documents: AwsDocuments, asked: Asked): Site {
  const { localId: vpcId } = locate(asked.id);
  const vpc = documents.vpcs.find(({ VpcId }) => VpcId === vpcId);
  if (vpc === undefined) throw new Error(`no VPC ${vpcId} among the ${documents.vpcs.length} that EC2 answered`);
  const prefixes = prefixesOf(vpc);
  return {
    ...{ id: asked.id, name: asked.name, cloud: "aws", prefixes },
    tables: documents.routeTables.filter(({ VpcId }) => VpcId === vpcId).map(toTable),
    pods: podsOf(documents, { name: asked.name, vpcId }),
    peerings: peeringsOf(documents, asked.id),
    gateways: gatewaysOf(documents, { vpcId, prefixes, keyOf: asked.keyOf }),
  };
}

function prefixesOf({ CidrBlockAssociationSet = [] }: Vpc): string[] {
  const associated = CidrBlockAssociationSet.filter(({ CidrBlockState }) => CidrBlockState?.State === "associated");
  return associated.flatMap(({ CidrBlock }) => CidrBlock ?? []);
}
