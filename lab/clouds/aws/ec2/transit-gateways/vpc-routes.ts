import type { Ec2State, Place } from "../state.ts";
import { ipv4BlocksOf } from "../vpc-blocks.ts";
import { type Attachment, findUsable, tableOf } from "./attachments.ts";
import type { TransitTable } from "./transit-resources.ts";

/** A prefix and the attachment that leads there. */
export type Given = readonly [cidr: string, by: Attachment];

/**
 * What a transit gateway tells by BGP over a VPN attachment: the VPCs in the table that routes the attachment's traffic.
 * AWS tells what it learned over other VPN attachments too; the lab's fabric knows no paths by which loops would end.
 */
export function advertisedOver(state: Ec2State, place: Place, attachmentId: string): string[] {
  const table = place.transit.tables.get(tableOf(place, attachmentId) ?? "");
  return table === undefined ? [] : vpcRoutes(state, place, table).map(([cidr]) => cidr);
}

/** The blocks of the VPCs whose routes a table takes. */
export function vpcRoutes(state: Ec2State, place: Place, table: TransitTable): Given[] {
  return givers(state, place, table).flatMap((attachment) => {
    const vpc = attachment.kind === "vpc" ? place.vpcs.get(attachment.resourceId) : undefined;
    return vpc === undefined ? [] : ipv4BlocksOf(vpc).map((cidr): Given => [cidr, attachment]);
  });
}

/** The attachments whose routes a table takes, as far as they carry traffic. */
export function givers(state: Ec2State, place: Place, table: TransitTable): Attachment[] {
  return [...table.propagating].flatMap((id) => findUsable(state, place, id) ?? []);
}
