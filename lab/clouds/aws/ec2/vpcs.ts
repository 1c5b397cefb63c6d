import { AwsError } from "../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "./action.ts";
import { canonicalIpv4, prefixLength } from "./cidr.ts";
import { describeAction } from "./describe.ts";
import { dependencyViolation, invalidValue } from "./errors.ts";
import { DRY_RUN, flag, required, TAG_SPECIFICATION, text } from "./form.ts";
import { lookUp } from "./ids.ts";
import { dropPeeringsOf } from "./peering.ts";
import type { BlockAssociation, Tags, Vpc } from "./resources.ts";
import { createMainRouteTable } from "./route-tables.ts";
import { createDefaultGroup } from "./security-groups.ts";
import type { Ec2State } from "./state.ts";
import { readTagSpecification, tagSetIfAny } from "./tags.ts";
import { holdsInterfaces } from "./transit-gateways/vpc-attachments.ts";
import { blockState, listedBlocks, primaryBlockOf, renderIpv4Set, renderIpv6 } from "./vpc-blocks.ts";
import { occupies } from "./vpn/vpn-states.ts";
import { list, type XmlTree } from "./xml.ts";

const DHCP_OPTIONS = "dopt-0000000000000001a";

export const vpcActions: Readonly<Record<string, Ec2Action>> = {
  CreateVpc: {
    parameters: [...DRY_RUN, ...TAG_SPECIFICATION, "CidrBlock", "AmazonProvidedIpv6CidrBlock", "InstanceTenancy"],
    run(call) {
      const tenancy = text(call.form, "InstanceTenancy") ?? "default";
      if (tenancy !== "default") throw invalidValue(`the lab has VPCs of default tenancy only, not '${tenancy}'`);
      const tags = readTagSpecification(call.form, "vpc");
      const cidr = vpcBlock(required(call.form, "CidrBlock"));
      const vpc = createVpc(call, cidr, tags);
      if (flag(call.form, "AmazonProvidedIpv6CidrBlock") === true) vpc.ipv6.push(newIpv6Block(call.state));
      const created = { ipv6CidrBlockAssociationSet: list([]), ...renderVpc(vpc, call), state: "pending" };
      return { vpc: created };
    },
  },
  DescribeVpcs: describeAction<Vpc>({
    type: "vpc",
    ids: "VpcId",
    set: "vpcSet",
    rows: ({ place }) => [...place.vpcs.values()],
    idOf: (vpc) => vpc.id,
    tagsOf: (vpc) => vpc.tags,
    render: renderVpc,
    filters: ({ state, place }) => ({
      "vpc-id": (vpc) => [vpc.id],
      cidr: (vpc) => [primaryBlockOf(vpc)],
      "cidr-block-association.cidr-block": (vpc) => vpc.ipv4.map((block) => block.cidr),
      "cidr-block-association.association-id": (vpc) => vpc.ipv4.map((block) => block.id),
      "cidr-block-association.state": (vpc) => vpc.ipv4.map((block) => blockState(block, state.clock.now())),
      "ipv6-cidr-block-association.ipv6-cidr-block": (vpc) => vpc.ipv6.map((block) => block.cidr),
      "ipv6-cidr-block-association.association-id": (vpc) => vpc.ipv6.map((block) => block.id),
      "ipv6-cidr-block-association.state": (vpc) => vpc.ipv6.map((block) => blockState(block, state.clock.now())),
      "dhcp-options-id": () => [DHCP_OPTIONS],
      "is-default": () => [false],
      isDefault: () => [false],
      "owner-id": () => [place.account],
      state: () => ["available"],
    }),
  }),
  DeleteVpc: {
    parameters: [...DRY_RUN, "VpcId"],
    run(call) {
      const { state, place, form } = call;
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      refuseWhileUsed(call, vpc);
      dropPeeringsOf(state, place, vpc.id);
      for (const [id, table] of place.routeTables) if (table.vpcId === vpc.id) place.routeTables.delete(id);
      for (const [id, group] of place.groups) if (group.vpcId === vpc.id) place.groups.delete(id);
      place.vpcs.delete(vpc.id);
      return DONE;
    },
  },
};

/** A block that a VPC can have, in canonical form. AWS answers InvalidVpc.Range; its list of codes has InvalidVpcRange. */
export function vpcBlock(asked: string): string {
  const cidr = canonicalIpv4(asked);
  if (cidr === undefined) {
    throw invalidValue(`Value (${asked}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  if (prefixLength(cidr) < 16 || prefixLength(cidr) > 28) {
    throw new AwsError("InvalidVpc.Range", `The CIDR '${asked}' is invalid.`);
  }
  return cidr;
}

/** A block as Amazon gives them: a /56. */
export function newIpv6Block(state: Ec2State): BlockAssociation {
  const cidr = `2600:1f18:${group(state.hex(4))}:${group(`${state.hex(2)}00`)}::/56`;
  return { id: state.newId("vpc-cidr-assoc"), cidr, associatedAt: state.clock.now() };
}

function createVpc(call: Ec2Call, cidr: string, tags: Tags): Vpc {
  const { state, place } = call;
  const vpc: Vpc = {
    id: state.newResourceId("vpc"),
    ipv4: [{ id: state.newId("vpc-cidr-assoc"), cidr, associatedAt: Number.NEGATIVE_INFINITY }],
    ipv6: [],
    attributes: { enableDnsSupport: true, enableDnsHostnames: false, enableNetworkAddressUsageMetrics: false },
    tags,
  };
  place.vpcs.set(vpc.id, vpc);
  createMainRouteTable(state, place, vpc.id);
  createDefaultGroup(state, place, vpc.id);
  return vpc;
}

function refuseWhileUsed({ state, place }: Ec2Call, vpc: Vpc): void {
  const now = state.clock.now();
  const inUse =
    [...place.subnets.values()].some((subnet) => subnet.vpcId === vpc.id) ||
    [...place.gateways.values()].some((gateway) => gateway.vpcId === vpc.id) ||
    holdsInterfaces({ state, place }, vpc.id) ||
    [...place.vpnGateways.values()].some((gateway) => gateway.attachment?.vpcId === vpc.id && occupies(gateway, now)) ||
    [...place.groups.values()].some((other) => other.vpcId === vpc.id && other.name !== "default") ||
    [...place.routeTables.values()].some((table) => table.vpcId === vpc.id && table.mainAssociation === undefined);
  if (inUse) throw dependencyViolation(`The vpc '${vpc.id}' has dependencies and cannot be deleted.`);
}

function renderVpc(vpc: Vpc, { state, place }: Ec2Call): XmlTree {
  const now = state.clock.now();
  const ipv6 = listedBlocks(vpc.ipv6, now).map((block) => renderIpv6(block, place.region, now));
  return {
    vpcId: vpc.id,
    ownerId: place.account,
    state: "available",
    cidrBlock: primaryBlockOf(vpc),
    ...renderIpv4Set(vpc, now),
    ...(ipv6.length > 0 && { ipv6CidrBlockAssociationSet: list(ipv6) }),
    dhcpOptionsId: DHCP_OPTIONS,
    tagSet: tagSetIfAny(vpc.tags),
    instanceTenancy: "default",
    isDefault: false,
  };
}

/** A group of an IPv6 address without leading zeros. */
function group(digits: string): string {
  return Number.parseInt(digits, 16).toString(16);
}
