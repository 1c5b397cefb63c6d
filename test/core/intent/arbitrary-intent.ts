import fc from "fast-check";
import type { Allow } from "../../../core/connection/network.ts";
import { hub, member, networkId } from "../../support/network-builder.ts";

const port = fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom(1, 443, 65535));
const transport = fc.constantFrom("tcp" as const, "udp" as const);

/** Anything that `crosspeer:allow` can say. */
export const anyAllow: fc.Arbitrary<Allow> = fc.oneof(
  fc.constantFrom<Allow>({ protocol: "all" }, { protocol: "icmp" }),
  transport.map((protocol) => ({ protocol, from: 0, to: 65535 })),
  fc.tuple(transport, port, port).map(([protocol, a, b]) => ({ protocol, from: Math.min(a, b), to: Math.max(a, b) })),
);

/** Any VPC of a few accounts and regions, two of the same local id among them. */
export const anyNetworkId = fc
  .record({ number: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.nat()), place: fc.constantFrom(hub, member) })
  .map(({ number, place }) => networkId(number, place));

/** Any short name: letters, digits and inner hyphens. */
export const anyShortName = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
