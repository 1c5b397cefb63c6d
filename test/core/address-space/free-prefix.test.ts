import fc from "fast-check";
import { freePrefixes } from "../../../core/address-space/free-prefix.ts";
import { contains, lengthOf, overlaps, type Prefix, prefix } from "../../../core/address-space/prefix.ts";
import { crowdedPrefix } from "./arbitrary-prefix.ts";

const pools = [prefix("10.0.0.0/24"), prefix("fd00::/120")] as const;

describe("freePrefixes", () => {
  it.each([
    { given: "an empty pool", pool: "10.0.0.0/8", used: [], length: 16, expected: ["10.0.0.0/16", "10.1.0.0/16"] },
    { given: "the pool's own length", pool: "10.0.0.0/8", used: [], length: 8, expected: ["10.0.0.0/8"] },
    { given: "a length wider than the pool", pool: "10.0.0.0/8", used: [], length: 7, expected: [] },
    { given: "the pool taken whole", pool: "10.0.0.0/8", used: ["0.0.0.0/0"], length: 16, expected: [] },
    {
      given: "a used prefix smaller than the one wanted",
      pool: "10.0.0.0/14",
      used: ["10.0.4.0/24"],
      length: 16,
      expected: ["10.1.0.0/16", "10.2.0.0/16"],
    },
    {
      given: "a small hole above a large one, then the small one first",
      pool: "10.0.0.0/14",
      used: ["10.2.0.0/16"],
      length: 16,
      expected: ["10.3.0.0/16", "10.0.0.0/16"],
    },
    {
      given: "used prefixes that overlap, repeat or lie outside",
      pool: "10.0.0.0/22",
      used: ["10.0.1.0/24", "10.0.0.0/23", "10.0.1.0/24", "192.168.0.0/16", "fd00::/8"],
      length: 24,
      expected: ["10.0.2.0/24", "10.0.3.0/24"],
    },
    {
      given: "IPv6",
      pool: "fd00::/56",
      used: ["fd00::/64"],
      length: 64,
      expected: ["fd00:0:0:1::/64", "fd00:0:0:2::/64"],
    },
    { given: "all of IPv6", pool: "::/0", used: ["::/1"], length: 1, expected: ["8000::/1"] },
    { given: "the end of IPv4", pool: "0.0.0.0/0", used: ["0.0.0.0/1"], length: 1, expected: ["128.0.0.0/1"] },
  ])("given $given, then $expected", ({ pool, used, length, expected }) => {
    expect(freePrefixes({ pool: prefix(pool), used: used.map(prefix), length, count: 2 })).toEqual(expected);
  });

  it.each([
    { length: 33, count: 1, message: "length 33: expected a whole number, 0 to 32" },
    { length: 16.5, count: 1, message: "length 16.5: expected a whole number, 0 to 32" },
    { length: 16, count: -1, message: "count -1: expected a whole number" },
  ])("given length $length and count $count, then it throws", ({ length, count, message }) => {
    expect(() => freePrefixes({ pool: prefix("10.0.0.0/8"), used: [], length, count })).toThrow(
      new RangeError(message),
    );
  });

  it("given any used prefixes, then every free one in the pool, each once, as brute force finds them", () => {
    const query = fc.record({
      pool: fc.constantFrom(...pools),
      used: fc.array(crowdedPrefix, { maxLength: 12 }),
      extra: fc.nat(8),
    });
    fc.assert(
      fc.property(query, ({ pool, used, extra }) => {
        const length = lengthOf(pool) + extra;
        const found = freePrefixes({ pool, used, length, count: 256 });
        const free = everyPrefixIn(pool, extra).filter((one) => !used.some((taken) => overlaps(one, taken)));
        expect(found.toSorted()).toEqual(free.toSorted());
        expect(found.every((one) => contains(pool, one))).toBe(true);
      }),
    );
  });

  it("given a count, then the first so many of all candidates", () => {
    fc.assert(
      fc.property(fc.array(crowdedPrefix, { maxLength: 6 }), fc.nat(5), (used, count) => {
        const query = { pool: pools[0], used, length: 28 };
        expect(freePrefixes({ ...query, count })).toEqual(freePrefixes({ ...query, count: 256 }).slice(0, count));
      }),
    );
  });
});

/** The pool is 256 addresses that differ in the last octet or group only. */
function everyPrefixIn(pool: Prefix, extra: number): Prefix[] {
  const start = pool.slice(0, pool.indexOf("/"));
  const step = 2 ** (8 - extra);
  return Array.from({ length: 2 ** extra }, (_, index) => {
    const last = index * step;
    const address = start.includes(":") ? `${start}${last.toString(16)}` : start.replace(/0$/, String(last));
    return prefix(`${address}/${lengthOf(pool) + extra}`);
  });
}
