import {
  AcceptVpcPeeringConnectionCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand,
  paginateDescribeVpcPeeringConnections,
} from "@aws-sdk/client-ec2";
import type { ConnectionId, Pair } from "../../core/connection/connection-id.ts";
import type { Peering } from "../../core/connection/network.ts";
import { locate } from "../../core/connection/network-id.ts";
import { Conflict, Invalid, NotYetVisible, Overlap, Refused } from "../../core/faults.ts";
import { ownerKey } from "../../core/intent/tags.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt, codeOf, faultOf } from "./faults.ts";
import { collect } from "./pages.ts";
import { isLive, liveStatuses, toPeering } from "./translate.ts";

/** Finds the live peering of a pair that is the connection's, or asks for one. */
export async function requestPeering(ec2: Ec2Clients, pair: Pair, connection: ConnectionId): Promise<Peering> {
  const between = `${pair.requester} and ${pair.accepter}`;
  const found = await attempt(`look for a peering between ${between}`, () => findPeerings(ec2, pair));
  const own = found.find((peering) => peering.connection === connection && isUsable(peering, pair));
  if (own !== undefined) return own;
  const [other] = found;
  if (other !== undefined) throw inTheWay(other, between, connection);
  return attempt(`request a peering between ${between}`, () => createPeering(ec2, pair, connection));
}

/**
 * Accepts at once and asks only when that fails. A failed request is never shown to the accepter (VPC peering lifecycle),
 * so a peering not found there is looked up on the requester's side.
 */
export async function acceptPeering(ec2: Ec2Clients, pair: Pair, peering: string): Promise<void> {
  const doing = `accept ${peering} for ${pair.accepter}`;
  try {
    const command = new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: peering });
    await ec2.at(locate(pair.accepter)).send(command);
  } catch (error) {
    if (!undecided.test(codeOf(error))) throw faultOf(error, doing);
    const fault = refusalOf(await readPeering(ec2, pair, peering), pair, { doing, cause: error });
    if (fault !== undefined) throw fault;
  }
}

/** Reads a peering from the requester's side. */
export function readPeering(ec2: Ec2Clients, pair: Pair, peering: string): Promise<Peering> {
  return attempt(`read ${peering} of ${pair.requester}`, async () => {
    const command = new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [peering] });
    const { VpcPeeringConnections: found = [] } = await ec2.at(locate(pair.requester)).send(command);
    const [read] = found.flatMap((connection) => toPeering(connection) ?? []).filter(({ id }) => id === peering);
    if (read === undefined) throw new NotYetVisible(`${peering} of ${pair.requester} cannot be read yet`);
    return read;
  });
}

/** Answers to an accept that leave open what became of the peering. */
const undecided = /^(InvalidStateTransition|InvalidVpcPeeringConnectionID\.NotFound|OperationNotPermitted)$/i;

/** One call for both directions, filtered again here: a server may ignore a filter. What is active comes first. */
async function findPeerings(ec2: Ec2Clients, { requester, accepter }: Pair): Promise<readonly Peering[]> {
  const Values = [locate(requester).localId, locate(accepter).localId];
  const Filters = [
    { Name: "requester-vpc-info.vpc-id", Values },
    { Name: "accepter-vpc-info.vpc-id", Values },
    { Name: "status-code", Values: [...liveStatuses] },
  ];
  const found = await collect(
    paginateDescribeVpcPeeringConnections(ec2.paged(locate(requester)), { Filters }),
    ({ VpcPeeringConnections }) => VpcPeeringConnections,
  );
  const ends = [requester, accepter];
  return found
    .flatMap((connection) => toPeering(connection) ?? [])
    .filter(isLive)
    .filter((peering) => ends.includes(peering.requester) && ends.includes(peering.accepter))
    .sort((a, b) => Number(b.phase === "active") - Number(a.phase === "active") || (a.id < b.id ? -1 : 1));
}

/** A peering in the other direction serves as well once it is up, but only the other side could accept it. */
function isUsable(peering: Peering, pair: Pair): boolean {
  return peering.requester === pair.requester || peering.phase === "active";
}

function inTheWay({ id, phase }: Peering, between: string, connection: ConnectionId): Conflict {
  const remedy = `delete it, or hand it over once it is active by tagging it ${ownerKey}=${connection}`;
  return new Conflict(`${id} (${phase}) joins ${between} already and is not ours: ${remedy}`);
}

async function createPeering(ec2: Ec2Clients, pair: Pair, connection: ConnectionId): Promise<Peering> {
  const [requester, accepter] = [locate(pair.requester), locate(pair.accepter)];
  const command = new CreateVpcPeeringConnectionCommand({
    VpcId: requester.localId,
    PeerVpcId: accepter.localId,
    ...(requester.account === accepter.account ? {} : { PeerOwnerId: accepter.account }),
    ...(requester.region === accepter.region ? {} : { PeerRegion: accepter.region }),
    TagSpecifications: [
      {
        ResourceType: "vpc-peering-connection",
        Tags: [
          { Key: ownerKey, Value: connection },
          { Key: "Name", Value: `crosspeer ${connection}` },
        ],
      },
    ],
  });
  const { VpcPeeringConnection: made = {} } = await ec2.at(requester).send(command);
  const peering = toPeering(made);
  if (peering === undefined)
    throw new Invalid(`the answer names no peering between ${Object.values(pair).join(" and ")}`);
  return peering;
}

/** Why an accept that failed cannot be helped or must wait; undefined when the peering is accepted after all. */
function refusalOf(peering: Peering, pair: Pair, { doing, cause }: { doing: string; cause: unknown }): unknown {
  const said = `could not ${doing}: it is ${peering.phase}${peering.message ? `: ${peering.message}` : ""}`;
  switch (peering.phase) {
    case "active":
    case "provisioning":
      return undefined;
    case "rejected":
    case "expired":
      return new Refused(said, { cause });
    case "failed":
      return new (/overlap/i.test(peering.message ?? "") ? Overlap : Invalid)(said, { cause });
    case "deleted":
      return new Invalid(said, { cause });
    default:
      if (peering.requester !== pair.requester) return new Conflict(`${said} in the other direction`, { cause });
      return codeOf(cause) === "OperationNotPermitted" ? faultOf(cause, doing) : new NotYetVisible(said, { cause });
  }
}
