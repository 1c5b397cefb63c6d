import fc from "fast-check";
import { findOverlaps, findOverlapsWithin } from "../../../core/address-space/overlap.ts";
import { comparePrefixes, contains, overlaps, type Prefix, prefix } from "../../../core/address-space/prefix.ts";
import { crowdedPrefix } from "./arbitrary-prefix.ts";

const lists = fc.array(crowdedPrefix, { maxLength: 30 });

describe("findOverlaps", () => {
  it.each([
    { given: "two empty spaces", a: [], b: [], expected: [] },
    { given: "spaces apart", a: ["10.0.0.0/16", "fd00::/64"], b: ["10.1.0.0/16", "fd00:0:0:1::/64"], expected: [] },
    {
      given: "a pod range inside the other's VPC",
      a: ["10.0.0.0/16", "100.64.0.0/16"],
      b: ["100.64.0.0/10"],
      expected: ["100.64.0.0/16 100.64.0.0/10"],
    },
    {
      given: "one wide prefix over several, out of order",
      a: ["10.0.0.0/8"],
      b: ["10.2.0.0/16", "11.0.0.0/16", "10.1.0.0/16"],
      expected: ["10.0.0.0/8 10.1.0.0/16", "10.0.0.0/8 10.2.0.0/16"],
    },
    {
      given: "a narrow prefix under several, then the widest first",
      a: ["10.1.1.0/24"],
      b: ["10.1.0.0/16", "10.0.0.0/8"],
      expected: ["10.1.1.0/24 10.0.0.0/8", "10.1.1.0/24 10.1.0.0/16"],
    },
    { given: "an overlap within one space", a: ["10.0.0.0/8", "10.1.0.0/16"], b: ["11.0.0.0/8"], expected: [] },
    {
      given: "the same prefix in both, both families",
      a: ["::/0", "0.0.0.0/0"],
      b: ["0.0.0.0/0", "::/0"],
      expected: ["0.0.0.0/0 0.0.0.0/0", "::/0 ::/0"],
    },
  ])("given $given, then $expected", ({ a, b, expected }) => {
    const found = findOverlaps(a.map(prefix), b.map(prefix));
    expect(found.map((pair) => `${pair.a} ${pair.b}`)).toEqual(expected);
  });

  it("given any two lists, then the pairs that brute force finds", () => {
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        const expected = a.flatMap((x) => b.filter((y) => overlaps(x, y)).map((y) => `${x} ${y}`));
        const found = findOverlaps(a, b).map((pair) => `${pair.a} ${pair.b}`);
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  it("given the lists in any order, then the same pairs in the same order", () => {
    const shuffled = lists.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, shuffled, ([a, otherA], [b, otherB]) => {
        expect(findOverlaps(otherA, otherB)).toEqual(findOverlaps(a, b));
      }),
    );
  });

  it("given a prefix listed 50,000 times on one side, then each is paired once", () => {
    const many = new Array<Prefix>(50_000).fill(prefix("10.0.0.0/8"));
    expect(findOverlaps(many, [prefix("10.1.0.0/16")])).toHaveLength(50_000);
    expect(findOverlaps(many, [prefix("11.0.0.0/8")])).toEqual([]);
  });
});

describe("findOverlapsWithin", () => {
  it.each([
    { given: "nothing", list: [], expected: [] },
    { given: "one prefix", list: ["10.0.0.0/8"], expected: [] },
    { given: "a prefix listed twice", list: ["10.0.0.0/8", "10.0.0.0/8"], expected: ["10.0.0.0/8 10.0.0.0/8"] },
    {
      given: "three nested and one apart",
      list: ["10.1.1.0/24", "11.0.0.0/8", "10.0.0.0/8", "10.1.0.0/16"],
      expected: ["10.0.0.0/8 10.1.0.0/16", "10.0.0.0/8 10.1.1.0/24", "10.1.0.0/16 10.1.1.0/24"],
    },
  ])("given $given, then $expected", ({ list, expected }) => {
    expect(findOverlapsWithin(list.map(prefix)).map((pair) => `${pair.a} ${pair.b}`)).toEqual(expected);
  });

  it("given any list, then the pairs that brute force finds, the container first", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const sorted = list.toSorted(comparePrefixes);
        const expected = sorted.flatMap((inner, index) =>
          sorted.slice(0, index).flatMap((outer) => (contains(outer, inner) ? [{ a: outer, b: inner }] : [])),
        );
        expect(findOverlapsWithin(list)).toEqual(expected);
      }),
    );
  });
});
