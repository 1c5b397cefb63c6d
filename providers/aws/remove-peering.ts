import { DeleteVpcPeeringConnectionCommand, paginateDescribeVpcPeeringConnections } from "@aws-sdk/client-ec2";
import type { ConnectionId, Pair } from "../../core/connection/connection-id.ts";
import { locate } from "../../core/connection/network-id.ts";
import { ownerKey } from "../../core/intent/tags.ts";
import type { Removal } from "../provider.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt, codeOf } from "./faults.ts";
import { collect } from "./pages.ts";
import { liveStatuses } from "./translate.ts";

/** Seconds until a deletion is seen. */
const soon = 5;

/**
 * Deletes every live peering of the pair that bears the connection's tag; either owner may (EC2:
 * DeleteVpcPeeringConnection), but tags are seen by the requester's account alone. Those that failed, expired or were
 * rejected go by themselves and cannot be deleted.
 */
export async function removePeering(ec2: Ec2Clients, pair: Pair, connection: ConnectionId): Promise<Removal> {
  const place = locate(pair.requester);
  const between = `${pair.requester} and ${pair.accepter}`;
  const found = await attempt(`look for a peering between ${between}`, () => {
    const Filters = [
      { Name: `tag:${ownerKey}`, Values: [connection] },
      { Name: "status-code", Values: [...liveStatuses, "deleting"] },
    ];
    return collect(
      paginateDescribeVpcPeeringConnections(ec2.paged(place), { Filters }),
      ({ VpcPeeringConnections }) => VpcPeeringConnections,
    );
  });
  // Filtered again: a server may ignore a filter.
  const standing = found.filter(
    ({ Tags = [], Status }) =>
      [...liveStatuses, "deleting"].includes(Status?.Code ?? "") &&
      Tags.some(({ Key, Value }) => Key === ownerKey && Value === connection),
  );
  for (const { VpcPeeringConnectionId: id, Status } of standing) {
    if (Status?.Code === "deleting") continue;
    await attempt(`delete ${id} between ${between}`, () => deletePeering(ec2, pair, id ?? ""));
  }
  return standing.length === 0 ? { done: true, wait: 0 } : { done: false, wait: soon };
}

async function deletePeering(ec2: Ec2Clients, { requester }: Pair, VpcPeeringConnectionId: string): Promise<void> {
  try {
    await ec2.at(locate(requester)).send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  } catch (error) {
    // Somebody was quicker, or it has come to another end meanwhile: the next look tells.
    if (!/^Invalid(VpcPeeringConnectionID\.NotFound|StateTransition)$/i.test(codeOf(error))) throw error;
  }
}
