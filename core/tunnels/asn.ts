import { type Cloud, locate, type NetworkId } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";
import type { SideName } from "./tunnel-plan.ts";

/** A network and the number of its gateway, where it has one. */
export interface Speaker {
  readonly network: NetworkId;
  /** What people call the network; its id within its cloud unless given. */
  readonly name?: string;
  /** As its cloud calls the gateway. */
  readonly gateway?: string;
  readonly asn?: number;
}

/** The largest that has 16 bits: older speakers know no larger one. */
const largest = 65_535;

/** Numbers that Azure does not take as its peer's (VPN Gateway FAQ: BGP). */
const refusedByAzure: readonly (readonly [first: number, last: number])[] = [
  [8_074, 8_075],
  [12_076, 12_076],
  [23_456, 23_456],
  [64_496, 64_511],
  [65_515, 65_515],
  [65_517, 65_520],
  [65_535, 65_535],
];

/**
 * The numbers that we give, all private (RFC 6996): neither 64512, which AWS gives unless told otherwise, nor 65515 to
 * 65520, which Azure has for itself.
 */
export const asnPool: readonly number[] = [...numbers(64_513, 65_514), ...numbers(65_521, 65_534)];

/** Why gateways that are there cannot speak BGP with each other, by their numbers. */
export function asnProblem(sides: Readonly<Record<SideName, Speaker>>): Problem | undefined {
  const { requester, accepter } = sides;
  if (requester.asn !== undefined && requester.asn === accepter.asn) return equal(requester, accepter, requester.asn);
  return refused(requester, locate(accepter.network).cloud) ?? refused(accepter, locate(requester.network).cloud);
}

function equal(one: Speaker, other: Speaker, asn: number): Problem {
  return {
    rule: "asn-conflict",
    message: `${describe(one)} and ${describe(other)} both have asn ${asn}`,
    remedy: "replace one of the gateways by one with another asn or delete it and crosspeer makes its own",
  };
}

function refused(speaker: Speaker, peer: Cloud): Problem | undefined {
  const { asn } = speaker;
  if (asn === undefined) return undefined;
  const reserved = peer === "azure" && refusedByAzure.some(([first, last]) => asn >= first && asn <= last);
  if (asn <= largest && !reserved) return undefined;
  const expected = reserved ? "azure takes it from no peer" : `expected at most ${largest}`;
  return {
    rule: "asn-conflict",
    message: `${describe(speaker)} has asn ${asn}: ${expected}`,
    remedy: "replace the gateway by one with another asn or delete it and crosspeer makes its own",
  };
}

function describe({ network, name, gateway }: Speaker): string {
  const owner = name ?? locate(network).localId;
  return gateway === undefined ? `the gateway of ${owner}` : `gateway ${gateway} of ${owner}`;
}

function numbers(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}
