import { covers } from "./cidr.ts";
import type { BlockAssociation, Vpc } from "./resources.ts";
import { list, type XmlTree } from "./xml.ts";

/** How long AWS shows `associating` and `disassociating`, in milliseconds: a second or two. */
const SETTLING = 2_000;
/** How long a removed block is still listed as `disassociated`; AWS documents no time. */
const LINGERING = 10 * 60_000;

/** The blocks that are in use, the IPv4 ones first, the primary before the others. */
export function blocksOf(vpc: Vpc): string[] {
  return [...ipv4BlocksOf(vpc), ...ipv6BlocksOf(vpc)];
}

export function ipv4BlocksOf(vpc: Vpc): string[] {
  return vpc.ipv4.filter((block) => block.removedAt === undefined).map((block) => block.cidr);
}

export function ipv6BlocksOf(vpc: Vpc): string[] {
  return vpc.ipv6.filter((block) => block.removedAt === undefined).map((block) => block.cidr);
}

export function primaryBlockOf(vpc: Vpc): string | undefined {
  return vpc.ipv4[0]?.cidr;
}

/** Whether a block lies in one of the VPC's. */
export function holds(vpc: Vpc, cidr: string): boolean {
  return blocksOf(vpc).some((block) => covers(block, cidr));
}

export function blockState(block: BlockAssociation, now: number): string {
  if (block.removedAt !== undefined) return now < block.removedAt + SETTLING ? "disassociating" : "disassociated";
  return now < block.associatedAt + SETTLING ? "associating" : "associated";
}

/** The associations that AWS still lists. */
export function listedBlocks(blocks: readonly BlockAssociation[], now: number): BlockAssociation[] {
  return blocks.filter((block) => block.removedAt === undefined || now < block.removedAt + LINGERING);
}

export function renderIpv4(block: BlockAssociation, now: number): XmlTree {
  return { cidrBlock: block.cidr, associationId: block.id, cidrBlockState: { state: blockState(block, now) } };
}

export function renderIpv6(block: BlockAssociation, region: string, now: number): XmlTree {
  return {
    ipv6CidrBlock: block.cidr,
    associationId: block.id,
    ipv6CidrBlockState: { state: blockState(block, now) },
    networkBorderGroup: region,
    ipv6Pool: block.pool ?? "Amazon",
    ipv6AddressAttribute: "public",
    ipSource: block.pool === undefined ? "amazon" : "byoip",
  };
}

export function renderIpv4Set(vpc: Vpc, now: number): XmlTree {
  return { cidrBlockAssociationSet: list(listedBlocks(vpc.ipv4, now).map((block) => renderIpv4(block, now))) };
}
