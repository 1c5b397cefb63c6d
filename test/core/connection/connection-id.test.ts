import fc from "fast-check";
import { connectionIdOf, pairOf, parseConnectionId } from "../../../core/connection/connection-id.ts";
import { left, ours, right, stranger } from "../../support/network-builder.ts";
import { anyNetworkId } from "../intent/arbitrary-intent.ts";

describe("pairOf", () => {
  it("given any two networks, then the same pair whoever comes first, its requester sorting first", () => {
    fc.assert(
      fc.property(anyNetworkId, anyNetworkId, (a, b) => {
        const pair = pairOf(a, b);
        expect(pairOf(b, a)).toEqual(pair);
        expect([pair.requester, pair.accepter]).toEqual([a, b].sort());
      }),
    );
  });
});

describe("connectionIdOf", () => {
  it("given a pair, then the same id for all time: it is in ledgers, tags and names of executions", () => {
    expect(ours).toBe(connectionIdOf({ requester: left, accepter: right }));
    expect(ours).toBe("cx-pppsmcs2d5x6s");
  });

  it("given any pair, then an id that reads back", () => {
    fc.assert(
      fc.property(anyNetworkId, anyNetworkId, (a, b) => {
        const id = connectionIdOf(pairOf(a, b));
        expect(parseConnectionId(id)).toBe(id);
        expect(connectionIdOf(pairOf(b, a))).toBe(id);
      }),
    );
  });

  it("given other pairs, then other ids", () => {
    const pairs = [pairOf(left, right), pairOf(left, stranger), pairOf(right, stranger)];
    expect(new Set(pairs.map(connectionIdOf)).size).toBe(3);
  });
});

describe("parseConnectionId", () => {
  it.each([
    { given: "nothing", text: "" },
    { given: "no letters after the mark", text: "cx-" },
    { given: "twelve letters", text: "cx-aaaaaaaaaaaa" },
    { given: "fourteen letters", text: "cx-aaaaaaaaaaaaaa" },
    { given: "upper case", text: "cx-AAAAAAAAAAAAA" },
    { given: "a digit that is not of the alphabet", text: "cx-aaaaaaaaaaaa1" },
    { given: "a newline at the end", text: "cx-aaaaaaaaaaaaa\n" },
  ])("given $given, then nothing is read", ({ text }) => {
    expect(parseConnectionId(text)).toBeUndefined();
  });
});
