import { AwsError } from "../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "./action.ts";
import { canonicalIpv4, canonicalIpv6, overlap, prefixLength } from "./cidr.ts";
import { describeAction } from "./describe.ts";
import { dependencyViolation, invalidValue } from "./errors.ts";
import { DRY_RUN, required, TAG_SPECIFICATION, text } from "./form.ts";
import { lookUp } from "./ids.ts";
import { chooseZone } from "./regions.ts";
import type { Subnet, Vpc } from "./resources.ts";
import { arnOf } from "./state.ts";
import { readTagSpecification, tagSetIfAny } from "./tags.ts";
import { holdsInterfaces } from "./transit-gateways/vpc-attachments.ts";
import { holds } from "./vpc-blocks.ts";
import { list, type XmlTree } from "./xml.ts";

/** Of each subnet AWS keeps the first four addresses and the last. */
const RESERVED_ADDRESSES = 5;

export const subnetActions: Readonly<Record<string, Ec2Action>> = {
  CreateSubnet: {
    parameters: [
      ...DRY_RUN,
      ...TAG_SPECIFICATION,
      ...["VpcId", "CidrBlock", "Ipv6CidrBlock", "AvailabilityZone", "AvailabilityZoneId"],
    ],
    run(call) {
      const { state, place, form } = call;
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      const tags = readTagSpecification(form, "subnet");
      const ipv6 = text(form, "Ipv6CidrBlock");
      const subnet: Subnet = {
        id: state.newResourceId("subnet"),
        vpcId: vpc.id,
        cidr: freeBlock(call, vpc, required(form, "CidrBlock"), ipv4Block),
        ipv6: ipv6 === undefined ? [] : [freeBlock(call, vpc, ipv6, ipv6Block)],
        ipv6AssociationId: state.newId("subnet-cidr-assoc"),
        zone: chooseZone(form, place.region),
        tags,
      };
      place.subnets.set(subnet.id, subnet);
      return { subnet: renderSubnet(subnet, call) };
    },
  },
  DescribeSubnets: describeAction<Subnet>({
    type: "subnet",
    ids: "SubnetId",
    set: "subnetSet",
    rows: ({ place }) => [...place.subnets.values()],
    idOf: (subnet) => subnet.id,
    tagsOf: (subnet) => subnet.tags,
    render: renderSubnet,
    filters: ({ place }) => ({
      "subnet-id": (subnet) => [subnet.id],
      "vpc-id": (subnet) => [subnet.vpcId],
      "cidr-block": (subnet) => [subnet.cidr],
      cidr: (subnet) => [subnet.cidr],
      cidrBlock: (subnet) => [subnet.cidr],
      "ipv6-cidr-block-association.ipv6-cidr-block": (subnet) => subnet.ipv6,
      "availability-zone": (subnet) => [subnet.zone.name],
      availabilityZone: (subnet) => [subnet.zone.name],
      "availability-zone-id": (subnet) => [subnet.zone.id],
      "default-for-az": () => [false],
      "map-public-ip-on-launch": () => [false],
      "owner-id": () => [place.account],
      "subnet-arn": (subnet) => [arnOf(place, "subnet", subnet.id)],
      state: () => ["available"],
    }),
  }),
  DeleteSubnet: {
    parameters: [...DRY_RUN, "SubnetId"],
    run({ state, place, form }) {
      const subnet = lookUp(place.subnets, "subnet", required(form, "SubnetId"));
      if (holdsInterfaces({ state, place }, subnet.vpcId, subnet.id)) {
        throw dependencyViolation(`The subnet '${subnet.id}' has dependencies and cannot be deleted.`);
      }
      place.subnets.delete(subnet.id);
      for (const table of place.routeTables.values()) {
        for (const [id, subnetId] of table.associations) if (subnetId === subnet.id) table.associations.delete(id);
      }
      return DONE;
    },
  },
};

function freeBlock({ place }: Ec2Call, vpc: Vpc, asked: string, read: (asked: string) => string): string {
  const cidr = read(asked);
  if (!holds(vpc, cidr)) throw new AwsError("InvalidSubnet.Range", `The CIDR '${asked}' is invalid.`);
  const others = [...place.subnets.values()].filter((subnet) => subnet.vpcId === vpc.id);
  if (others.some((subnet) => [subnet.cidr, ...subnet.ipv6].some((other) => overlap(other, cidr)))) {
    throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${asked}' conflicts with another subnet`);
  }
  return cidr;
}

function ipv4Block(asked: string): string {
  const cidr = canonicalIpv4(asked);
  if (cidr === undefined) throw invalidValue(`Value (${asked}) for parameter cidrBlock is invalid.`);
  if (prefixLength(cidr) < 16 || prefixLength(cidr) > 28) {
    throw new AwsError("InvalidSubnet.Range", `The CIDR '${asked}' is invalid.`);
  }
  return cidr;
}

function ipv6Block(asked: string): string {
  const cidr = canonicalIpv6(asked);
  if (cidr === undefined || prefixLength(cidr) !== 64) {
    throw invalidValue(`Value (${asked}) for parameter ipv6CidrBlock is invalid.`);
  }
  return cidr;
}

function renderSubnet(subnet: Subnet, { place }: Ec2Call): XmlTree {
  return {
    subnetId: subnet.id,
    subnetArn: arnOf(place, "subnet", subnet.id),
    state: "available",
    ownerId: place.account,
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidr,
    ipv6CidrBlockAssociationSet: list(
      subnet.ipv6.map((ipv6CidrBlock) => ({
        ipv6CidrBlock,
        associationId: subnet.ipv6AssociationId,
        ipv6CidrBlockState: { state: "associated" },
      })),
    ),
    availableIpAddressCount: 2 ** (32 - prefixLength(subnet.cidr)) - RESERVED_ADDRESSES,
    availabilityZone: subnet.zone.name,
    availabilityZoneId: subnet.zone.id,
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    mapCustomerOwnedIpOnLaunch: false,
    assignIpv6AddressOnCreation: false,
    enableDns64: false,
    ipv6Native: false,
    privateDnsNameOptionsOnLaunch: {
      hostnameType: "ip-name",
      enableResourceNameDnsARecord: false,
      enableResourceNameDnsAAAARecord: false,
    },
    blockPublicAccessStates: { internetGatewayBlockMode: "off" },
    tagSet: tagSetIfAny(subnet.tags),
  };
}
