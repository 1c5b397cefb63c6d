import {
  DescribeTransitGatewaysCommand,
  type Filter,
  paginateDescribeTransitGatewayAttachments,
  type TransitGateway,
  type TransitGatewayAttachment,
} from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { isTransitGateway } from "../../core/intent/intent.ts";
import { gatewayKey } from "../../core/intent/tags.ts";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import type { GatewayEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { readTags } from "./networks.ts";
import { collect } from "./pages.ts";
import { type TransitView, toTransitGateway } from "./translate-transit.ts";
import { liveConnections, readGateway } from "./vpn-inventory.ts";

/** The gateway that a network asks for, or that it has: the tag decides before any tunnel is planned. */
export async function readWishedGateway(ec2: Ec2Clients, network: NetworkId): Promise<Gateway | undefined> {
  const wished = (await readTags(ec2, network))?.[gatewayKey];
  if (wished === undefined || !isTransitGateway(wished)) return readGateway(ec2, network);
  return toTransitGateway(await viewTransit(ec2, network, wished));
}

/** The gateway that tunnels were planned with: what the tag says by now does not move them. */
export async function readPlannedGateway(
  ec2: Ec2Clients,
  { network, transit }: Pick<GatewayEnd, "network" | "transit">,
): Promise<Gateway | undefined> {
  if (transit === undefined) return readGateway(ec2, network);
  return toTransitGateway(await viewTransit(ec2, network, transit));
}

export async function viewTransit(ec2: Ec2Clients, network: NetworkId, id: string): Promise<TransitView> {
  const { localId } = locate(network);
  const [found, attachments, connections] = await Promise.all([
    findTransit(ec2, network, id),
    findPlugs(ec2, network, [resourceFilter(localId), { Name: "transit-gateway-id", Values: [id] }]),
    liveConnections(ec2, network, [{ Name: "transit-gateway-id", Values: [id] }]),
  ]);
  const attachment = attachments.find(
    ({ ResourceId, TransitGatewayId }) => ResourceId === localId && TransitGatewayId === id,
  );
  // Filtered again here: a server may ignore a filter.
  const users = connections.filter(({ TransitGatewayId }) => TransitGatewayId === id);
  return { id, network, found, attachment, connections: users };
}

export function resourceFilter(...resources: readonly string[]): Filter {
  return { Name: "resource-id", Values: [...resources] };
}

/** Those that are there or on their way: what was taken away is listed for some time. */
const live = ["initiating", "initiatingRequest", "pendingAcceptance", "pending", "available", "modifying"];

export function findPlugs(
  ec2: Ec2Clients,
  network: NetworkId,
  filters: readonly Filter[],
  states: readonly string[] = live,
): Promise<readonly TransitGatewayAttachment[]> {
  return attempt(`read the transit gateway attachments of ${network}`, async () => {
    const input = { Filters: [...filters, { Name: "state", Values: [...states] }] };
    const found = await collect(
      paginateDescribeTransitGatewayAttachments(ec2.paged(locate(network)), input),
      ({ TransitGatewayAttachments }) => TransitGatewayAttachments,
    );
    return found.filter(({ State = "" }) => states.includes(State));
  });
}

/** By a filter and not by its id: one that does not exist would fail the call. */
function findTransit(ec2: Ec2Clients, network: NetworkId, id: string): Promise<TransitGateway | undefined> {
  return attempt(`read transit gateway ${id} of ${network}`, async () => {
    const command = new DescribeTransitGatewaysCommand({ Filters: [{ Name: "transit-gateway-id", Values: [id] }] });
    const { TransitGateways = [] } = await ec2.at(locate(network)).send(command);
    return TransitGateways.find(({ TransitGatewayId }) => TransitGatewayId === id);
  });
}
