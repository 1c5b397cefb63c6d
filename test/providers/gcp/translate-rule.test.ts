import fc from "fast-check";
import { type Prefix, prefix } from "../../../core/address-space/prefix.ts";
import type { Allow } from "../../../core/connection/network.ts";
import {
  fold,
  type Opening,
  resourceNameOf,
  ruleIdOf,
  toOpenings,
  toRules,
} from "../../../providers/gcp/translate-rule.ts";
import { pairOfPlaces } from "./gcp-world.ts";

const { requester, accepter, connection } = pairOfPlaces("lab-one/a", "lab-one/b");

const sources = fc.uniqueArray(
  fc.integer({ min: 0, max: 255 }).map((n): Prefix => prefix(`10.${n}.0.0/16`)),
  { minLength: 1, maxLength: 6 },
);
const port = fc.tuple(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 1, max: 65535 }));
const allow = fc.oneof(
  fc.constant<Allow>({ protocol: "icmp" }),
  fc
    .tuple(fc.constantFrom("tcp" as const, "udp" as const), port)
    .map(([protocol, [a, b]]): Allow => ({ protocol, from: Math.min(a, b), to: Math.max(a, b) })),
);
const allows = fc.uniqueArray(allow, { minLength: 1, maxLength: 6, selector: (one) => JSON.stringify(one) });

const idsOf = (openings: readonly Opening[]) => openings.map((opening) => ruleIdOf("x", opening)).sort();

describe("providers/gcp/translate-rule", () => {
  it("given any prefixes and ports, then what a resource holds of them is what was asked for", () => {
    fc.assert(
      fc.property(sources, allows, (some, ports) => {
        const openings = some.flatMap((source) => ports.map((one) => ({ source, allow: one })));
        expect(idsOf(toOpenings(fold(openings)))).toEqual(idsOf(openings));
      }),
    );
  });

  it("given a source with ports of its own, then it is refused and not opened wider", () => {
    const [a, b] = [prefix("10.0.0.0/16"), prefix("10.1.0.0/16")];
    const icmp: Allow = { protocol: "icmp" };
    const web: Allow = { protocol: "tcp", from: 443, to: 443 };
    const openings = [
      { source: a, allow: icmp },
      { source: b, allow: icmp },
      { source: a, allow: web },
    ];
    expect(() => fold(openings)).toThrow(/other ports to each source/);
  });

  it.each([
    { given: "all", allowed: [{ IPProtocol: "all" }], expected: ["x/all/10.0.0.0/16"] },
    { given: "a protocol without ports", allowed: [{ IPProtocol: "udp" }], expected: ["x/udp/10.0.0.0/16"] },
    { given: "what we have no word for", allowed: [{ IPProtocol: "esp" }], expected: [] },
    { given: "nothing", allowed: null, expected: [] },
  ])("given a resource that allows $given, then $expected", ({ allowed, expected }) => {
    expect(idsOf(toOpenings({ sourceRanges: ["10.0.0.0/16", "not a prefix"], allowed }))).toEqual(expected);
  });

  it.each([
    { given: "of this network", network: requester, expected: 1 },
    { given: "of the network at the other end, in the same project", network: accepter, expected: 0 },
  ])("given a resource named for the network $given, then $expected rule", ({ network, expected }) => {
    const name = resourceNameOf(connection, requester, 4);
    expect(name).toMatch(/^cx-[a-z2-7]{13}-[0-9a-f]{6}$/);
    const resource = { name, sourceRanges: ["10.0.0.0/16"], allowed: [{ IPProtocol: "all" }] };
    expect(toRules(resource, network)).toHaveLength(expected);
  });
});
