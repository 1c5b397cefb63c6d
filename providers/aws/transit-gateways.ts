import {
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  paginateDescribeSubnets,
  type Subnet,
  type TransitGatewayAttachment,
} from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Conflict, Invalid } from "../../core/faults.ts";
import { gatewayKey } from "../../core/intent/tags.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { GatewayProgress, Progress } from "../vpn.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { collect } from "./pages.ts";
import { readVpcRouteTables } from "./route-tables.ts";
import { findPlugs, resourceFilter, viewTransit } from "./transit-inventory.ts";
import { isOurPlug, toTransitGateway } from "./translate-transit.ts";

/** Seconds until an attachment has got on; it takes one to three minutes. */
const soon = 10;

/** Attaches the VPC to a transit gateway that is there, unless it is attached. */
export async function buildTransitGateway(ec2: Ec2Clients, network: NetworkId, id: string): Promise<GatewayProgress> {
  const view = await viewTransit(ec2, network, id);
  const { unsuitable } = toTransitGateway(view);
  if (unsuitable !== undefined) throw new Conflict(`transit gateway ${id} cannot serve ${network}: ${unsuitable}`);
  const isUsable = view.found?.State === "available";
  const attachment = view.attachment ?? (isUsable ? await attach(ec2, network, id) : undefined);
  const gateway = toTransitGateway({ ...view, attachment });
  const done = gateway.phase === "ready";
  const plug = attachment?.TransitGatewayAttachmentId;
  const isOurs = plug !== undefined && attachment !== undefined && isOurPlug(attachment, network);
  const owned = isOurs ? [{ kind: "gateway" as const, id: plug, network }] : [];
  return { done, wait: done ? 0 : soon, owned, gateway };
}

/**
 * Takes away our attachments of a VPC, unless its tables still lead somewhere by them: other tunnels of the network or
 * somebody else use one then. The transit gateways stay.
 */
export async function removeTransitPlugs(ec2: Ec2Clients, network: NetworkId): Promise<Progress> {
  const place = locate(network);
  const filters = [resourceFilter(place.localId), { Name: `tag:${gatewayKey}`, Values: [gatewayName(network)] }];
  const found = await findPlugs(ec2, network, filters, ["pending", "available", "modifying", "deleting"]);
  const plugs = found.filter((plug) => plug.ResourceId === place.localId && isOurPlug(plug, network));
  const routed = plugs.length === 0 ? new Set<string>() : await gatewaysInUse(ec2, network);
  const unused = plugs.filter(({ TransitGatewayId = "" }) => !routed.has(TransitGatewayId));
  for (const { TransitGatewayAttachmentId, State } of unused) {
    if (State !== "available") continue;
    await attempt(`delete ${TransitGatewayAttachmentId} of ${network}`, () =>
      ec2.at(place).send(new DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId })),
    );
  }
  const done = unused.length === 0;
  return { done, wait: done ? 0 : soon, owned: [] };
}

async function attach(ec2: Ec2Clients, network: NetworkId, id: string): Promise<TransitGatewayAttachment> {
  const place = locate(network);
  const name = gatewayName(network);
  const SubnetIds = await onePerZone(ec2, network);
  if (SubnetIds.length === 0) throw new Invalid(`${network} has no subnet by which ${id} could reach it`);
  const Tags = [
    { Key: gatewayKey, Value: name },
    { Key: "Name", Value: name },
  ];
  const command = new CreateTransitGatewayVpcAttachmentCommand({
    ...{ TransitGatewayId: id, VpcId: place.localId, SubnetIds },
    TagSpecifications: [{ ResourceType: "transit-gateway-attachment", Tags }],
  });
  const { TransitGatewayVpcAttachment: made } = await attempt(`attach ${network} to ${id}`, () =>
    ec2.at(place).send(command),
  );
  return { ...made, ResourceId: place.localId, Tags };
}

/** A zone without a subnet of the attachment does not reach the gateway, and more than one a zone is refused. */
async function onePerZone(ec2: Ec2Clients, network: NetworkId): Promise<string[]> {
  const place = locate(network);
  const subnets = await attempt(`read the subnets of ${network}`, () =>
    collect(
      paginateDescribeSubnets(ec2.paged(place), { Filters: [{ Name: "vpc-id", Values: [place.localId] }] }),
      ({ Subnets }) => Subnets,
    ),
  );
  const usable = subnets.filter((subnet) => isUsable(subnet, place.localId));
  const ids = [...Map.groupBy(usable, ({ AvailabilityZoneId }) => AvailabilityZoneId).values()].flatMap(
    (zone) => zone.flatMap(({ SubnetId }) => SubnetId ?? []).sort()[0] ?? [],
  );
  return ids.sort();
}

/** Local, wavelength and outpost zones take no attachments (Transit Gateway guide: VPC attachments); the VPN is IPv4. */
function isUsable({ VpcId, State, AvailabilityZoneId = "", OutpostArn, Ipv6Native }: Subnet, vpc: string): boolean {
  const isRegional = /^[a-z0-9]+-az\d+$/.test(AvailabilityZoneId) && OutpostArn === undefined;
  return VpcId === vpc && State === "available" && isRegional && Ipv6Native !== true;
}

/** The transit gateways that routes of the VPC lead to. */
async function gatewaysInUse(ec2: Ec2Clients, network: NetworkId): Promise<ReadonlySet<string>> {
  const place = locate(network);
  const tables = await attempt(`read the route tables of ${network}`, () =>
    readVpcRouteTables(ec2, place, [place.localId]),
  );
  return new Set(tables.flatMap(({ Routes = [] }) => Routes.flatMap(({ TransitGatewayId }) => TransitGatewayId ?? [])));
}
