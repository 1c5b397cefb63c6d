import { type GcpError, invalidField } from "../../gcp-error.ts";
import { refuseBadName } from "../names.ts";
import { isIpv4Range, lengthOf, overlap } from "../ranges.ts";
import { AUTO_MODE_BLOCK } from "../regions.ts";
import type { Network, SecondaryRange, Subnetwork } from "../resources.ts";
import type { Compute } from "../state.ts";

interface Wanted {
  readonly field: string;
  readonly range: string;
}

/** The ranges of a request, with the field that each stands in. */
export function wantedRanges(primary: string | undefined, secondary: readonly SecondaryRange[] = []): Wanted[] {
  return [
    ...(primary === undefined ? [] : [{ field: "resource.ipCidrRange", range: primary }]),
    ...secondary.map(({ ipCidrRange }, index) => ({
      ...{ field: `resource.secondaryIpRanges[${index}].ipCidrRange`, range: ipCidrRange },
    })),
  ];
}

/** Throws unless every range is one that a subnet may have, and free within the network. */
export function refuseBadRanges(compute: Compute, network: Network, wanted: readonly Wanted[], self?: Subnetwork) {
  for (const [index, { field, range }] of wanted.entries()) {
    if (!isIpv4Range(range)) throw invalidField(field, range, "Must be a valid CIDR range without host bits");
    if (lengthOf(range) < 4 || lengthOf(range) > 29) {
      throw invalidField(field, range, "IP CIDR range must be between /4 and /29, inclusive.");
    }
    if (network.autoCreateSubnetworks && overlap(range, AUTO_MODE_BLOCK)) {
      throw invalidField(field, range, `The range is in the block of auto mode networks, ${AUTO_MODE_BLOCK}.`);
    }
    const twin = wanted.slice(0, index).find((other) => overlap(range, other.range));
    if (twin !== undefined)
      throw invalidField(field, range, `The range overlaps with ${twin.range} of the same subnet.`);
    refuseTaken({ compute, network, self }, { field, range });
  }
}

/** The names of a subnet's secondary ranges, each its own. */
export function refuseBadRangeNames(ranges: readonly SecondaryRange[]): void {
  for (const [index, { rangeName }] of ranges.entries()) {
    const field = `resource.secondaryIpRanges[${index}].rangeName`;
    refuseBadName(field, rangeName);
    if (ranges.findIndex((other) => other.rangeName === rangeName) !== index) {
      throw invalidField(field, rangeName, "Secondary ranges of a subnet must have different names.");
    }
  }
}

function refuseTaken(
  { compute, network, self }: { compute: Compute; network: Network; self: Subnetwork | undefined },
  { field, range }: Wanted,
): void {
  for (const subnetwork of compute.subnetworksOf(network)) {
    if (subnetwork === self) continue;
    const ranges = [subnetwork, ...subnetwork.secondaryIpRanges];
    if (ranges.some(({ ipCidrRange }) => overlap(range, ipCidrRange))) throw conflict(field, range, subnetwork);
  }
}

function conflict(field: string, range: string, { name, region }: Subnetwork): GcpError {
  const why = `Invalid IPCidrRange: ${range} conflicts with existing subnetwork '${name}' in region '${region}'.`;
  return invalidField(field, range, why);
}
