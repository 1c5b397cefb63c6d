import {
  paginateDescribeSubnets,
  paginateDescribeVpcPeeringConnections,
  paginateDescribeVpcs,
  type Vpc,
} from "@aws-sdk/client-ec2";
import type { Network, Peering, Tags } from "../../core/connection/network.ts";
import { locate, type NetworkId, type Place, placeKey, vpcNetworkId } from "../../core/connection/network-id.ts";
import { intentKeys, statusKey } from "../../core/intent/tags.ts";
import type { Survey, TaggedNetwork } from "../provider.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { readClusterFirewalls } from "./firewalls.ts";
import { readHostNames } from "./host-names.ts";
import { collect, collectFor } from "./pages.ts";
import { byPlace, type LocalNetworks, partitionOf } from "./places.ts";
import { readVpcRouteTables } from "./route-tables.ts";
import { isLive, liveStatuses, toAddressSpace, toFirewall, toPeering, toRouteTables } from "./translate.ts";
import { toTags } from "./translate-tags.ts";

/** A network whose intent is gone may still bear our status, which is ours to mend. */
const ourKeys = [...intentKeys, statusKey];

/** The networks of a place that say something to us. */
export async function listNetworks(ec2: Ec2Clients, place: Place): Promise<readonly TaggedNetwork[]> {
  const vpcs = await attempt(`list the networks of ${placeKey(place)}`, () => {
    const input = { Filters: [{ Name: "tag-key", Values: ourKeys }] };
    return collect(paginateDescribeVpcs(ec2.paged(place), input), ({ Vpcs }) => Vpcs);
  });
  return vpcs
    .filter(({ OwnerId }) => OwnerId === undefined || OwnerId === place.account)
    .map(({ VpcId = "", Tags }) => ({ id: vpcNetworkId(place, VpcId, partitionOf(place.region)), tags: toTags(Tags) }))
    .filter(({ tags }) => ourKeys.some((key) => key in tags));
}

/** A network's tags; undefined when there is no such network. */
export async function readTags(ec2: Ec2Clients, network: NetworkId): Promise<Tags | undefined> {
  const place = locate(network);
  const [vpc] = await attempt(`read the tags of ${network}`, () => readVpcs(ec2, place, [place.localId]));
  return vpc === undefined ? undefined : toTags(vpc.Tags);
}

/** Reads networks whole; one that cannot be read fails them all. */
export async function describeNetworks(ec2: Ec2Clients, networks: readonly NetworkId[]): Promise<readonly Network[]> {
  const { networks: found, unread } = await surveyNetworks(ec2, networks);
  for (const fault of unread.values()) throw fault;
  return found;
}

/** Reads networks whole, each place at once and all places together. */
export async function surveyNetworks(ec2: Ec2Clients, networks: readonly NetworkId[]): Promise<Survey> {
  const places = byPlace(networks);
  const answers = await Promise.allSettled(
    places.map((local) =>
      attempt(`describe the networks of ${placeKey(local.place)}`, () => describePlace(ec2, local)),
    ),
  );
  const read = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const byId = new Map((await readHostNames(ec2, withBothViews(read))).map((network) => [network.id, network]));
  return {
    networks: [...new Set(networks)].flatMap((id) => byId.get(id) ?? []),
    unread: new Map(
      answers.flatMap((answer, index) =>
        answer.status === "rejected" ? [...(places[index]?.ids.values() ?? [])].map((id) => [id, answer.reason]) : [],
      ),
    ),
  };
}

async function describePlace(ec2: Ec2Clients, { place, ids }: LocalNetworks): Promise<readonly Network[]> {
  const localIds = [...ids.keys()];
  const [vpcs, subnets, tables, firewalls, peerings] = await Promise.all([
    readVpcs(ec2, place, localIds),
    readSubnets(ec2, place, localIds),
    readVpcRouteTables(ec2, place, localIds),
    readClusterFirewalls(ec2, place, localIds),
    readPeerings(ec2, place),
  ]);
  return vpcs.flatMap((vpc) => {
    const id = ids.get(vpc.VpcId ?? "");
    // A shared VPC is shown to participants too: only under its owner's account is it this network.
    if (id === undefined || (vpc.OwnerId ?? place.account) !== place.account) return [];
    const inside = ({ VpcId }: { readonly VpcId?: string | undefined }) => VpcId === vpc.VpcId;
    return {
      id,
      tags: toTags(vpc.Tags),
      addressSpace: toAddressSpace(vpc),
      routeTables: toRouteTables(
        tables.filter(inside),
        subnets.filter(inside).flatMap(({ SubnetId }) => SubnetId ?? []),
      ),
      firewalls: firewalls.groups.filter(inside).map((group) => toFirewall(group, firewalls.rules)),
      peerings: peerings.filter(({ requester, accepter }) => requester === id || accepter === id),
    };
  });
}

/** Each place is told only its own side's options of a peering: two views make a whole. */
function withBothViews(networks: readonly Network[]): readonly Network[] {
  const views = Map.groupBy(
    networks.flatMap(({ peerings }) => peerings),
    ({ id }) => id,
  );
  return networks.map((network) => ({
    ...network,
    peerings: network.peerings.map((peering) => {
      const options = (views.get(peering.id) ?? []).map((view) => view.options);
      const [requester, accepter] = [options.some((view) => view.requester), options.some((view) => view.accepter)];
      return { ...peering, options: { requester, accepter } };
    }),
  }));
}

// Everywhere a filter and not the ids themselves: an id that does not exist would fail the whole call.
function readVpcs(ec2: Ec2Clients, place: Place, ids: readonly string[]): Promise<Vpc[]> {
  return collectFor(
    ids,
    (Values) => paginateDescribeVpcs(ec2.paged(place), { Filters: [{ Name: "vpc-id", Values }] }),
    ({ Vpcs }) => Vpcs,
  );
}

function readSubnets(ec2: Ec2Clients, place: Place, ids: readonly string[]) {
  return collectFor(
    ids,
    (Values) => paginateDescribeSubnets(ec2.paged(place), { Filters: [{ Name: "vpc-id", Values }] }),
    ({ Subnets }) => Subnets,
  );
}

/** Those that live and those that were rejected; by status alone: EC2's filters cannot say "requester or accepter". */
async function readPeerings(ec2: Ec2Clients, place: Place): Promise<readonly Peering[]> {
  const input = { Filters: [{ Name: "status-code", Values: [...liveStatuses, "rejected"] }] };
  const found = await collect(
    paginateDescribeVpcPeeringConnections(ec2.paged(place), input),
    ({ VpcPeeringConnections }) => VpcPeeringConnections,
  );
  return found
    .flatMap((connection) => toPeering(connection) ?? [])
    .filter((peering) => isLive(peering) || peering.phase === "rejected");
}
