import { invalidField } from "../../gcp-error.ts";
import { covers, isAddress } from "../ranges.ts";
import { GOOGLE_ADDRESSES } from "../state.ts";
import type { RedundancyType } from "./vpn-resources.ts";

/** "Allowed input values for this id for different redundancy types": from 0 on, so many. */
const COUNTS: Readonly<Record<RedundancyType, number>> = {
  SINGLE_IP_INTERNALLY_REDUNDANT: 1,
  TWO_IPS_REDUNDANCY: 2,
  FOUR_IPS_REDUNDANCY: 4,
};

interface Wanted {
  readonly id: number;
  readonly ipAddress: string;
}

/** The addresses of an external gateway by interface; throws unless there are as many as its type has. */
export function interfaceAddresses(type: RedundancyType, interfaces: readonly Wanted[]): string[] {
  const ids = interfaces.map(({ id }) => id).sort();
  if (ids.length !== COUNTS[type] || ids.some((id, index) => id !== index)) {
    const why = `A gateway of type ${type} must have ${COUNTS[type]} interfaces, with ids from 0 on.`;
    throw invalidField("resource.interfaces", `[${ids}]`, why);
  }
  const sorted = interfaces.toSorted((a, b) => a.id - b.id);
  for (const [index, { ipAddress }] of sorted.entries()) refuseBadAddress(index, ipAddress);
  return sorted.map(({ ipAddress }) => ipAddress);
}

/** "Only IPv4 is supported … it cannot be an IP address from Google Compute Engine." */
function refuseBadAddress(index: number, address: string): void {
  const field = `resource.interfaces[${index}].ipAddress`;
  if (!isAddress(address) || address.includes(":")) throw invalidField(field, address, "Must be an IPv4 address.");
  if (!covers(GOOGLE_ADDRESSES, `${address}/32`)) return;
  throw invalidField(field, address, "The IP address cannot be one of Google Compute Engine.");
}
