import { BlockList } from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import {
  comparePrefixes,
  contains,
  familyOf,
  lengthOf,
  overlaps,
  type Prefix,
  parsePrefix,
  prefix,
} from "../../../core/address-space/prefix.ts";
import { anyPrefix, anyPrefixOf, crowdedPrefix } from "./arbitrary-prefix.ts";

describe("parsePrefix accepts", () => {
  it.each([
    { given: "a plain IPv4 prefix", text: "10.4.0.0/16", expected: "10.4.0.0/16" },
    { given: "all of IPv4", text: "0.0.0.0/0", expected: "0.0.0.0/0" },
    { given: "one IPv4 address", text: "255.255.255.255/32", expected: "255.255.255.255/32" },
    { given: "all of IPv6", text: "::/0", expected: "::/0" },
    { given: "one IPv6 address", text: "::1/128", expected: "::1/128" },
    { given: "upper case", text: "2001:DB8::/32", expected: "2001:db8::/32" },
    { given: "zeros written out", text: "2001:0db8:0000:0000:0000:0000:0000:0000/32", expected: "2001:db8::/32" },
    {
      given: "two runs of zeros, then the longer is compressed",
      text: "1:0:0:2:0:0:0:3/128",
      expected: "1:0:0:2::3/128",
    },
    {
      given: "two equal runs, then the first is compressed",
      text: "1:0:0:2:3:0:0:4/128",
      expected: "1::2:3:0:0:4/128",
    },
    { given: "one zero group, then it is written out", text: "1::2:3:4:5:6:7/128", expected: "1:0:2:3:4:5:6:7/128" },
    { given: "zeros at the end", text: "1:2:3:4:5:6:7::/112", expected: "1:2:3:4:5:6:7:0/112" },
    { given: "zeros at the start", text: "0:0:3:4:5:6:7:8/128", expected: "::3:4:5:6:7:8/128" },
    { given: "a range wider than the IPv4-mapped one", text: "::/80", expected: "::/80" },
  ])("given $given, then $expected", ({ text, expected }) => {
    expect(parsePrefix(text)).toEqual({ ok: true, prefix: expected });
  });

  it("given any prefix, then reading its text gives it back", () => {
    fc.assert(fc.property(anyPrefix, (any) => expect(parsePrefix(any)).toEqual({ ok: true, prefix: any })));
  });

  it("given any valid spelling of an IPv6 prefix, then the canonical one, as ipaddr.js writes it", () => {
    fc.assert(
      fc.property(anyPrefixOf(6), fc.boolean(), (any, isUpperCase) => {
        const [address = "", length] = any.split("/");
        const groups = ipaddr.IPv6.parse(address).parts.map((part) => part.toString(16).padStart(4, "0"));
        const spelling = `${groups.join(":")}/${length}`;
        expect(prefix(isUpperCase ? spelling.toUpperCase() : spelling)).toBe(any);
        expect(ipaddr.IPv6.parse(address).toRFC5952String()).toBe(address);
      }),
    );
  });
});

describe("parsePrefix refuses", () => {
  const notIpv4 = "is not an IPv4 prefix: expected four decimals of 0 to 255 and a length, such as 10.0.0.0/16";
  const notIpv6 =
    "is not an IPv6 prefix: expected eight hexadecimal groups, or fewer and one ::, such as 2001:db8::/32";
  const noLength = "has no length: expected address/length, such as 10.0.0.0/16";
  const octal = "has a leading zero, which some readers take for octal: expected plain decimals";
  const length4 = (text: string) => `has the length "${text}": expected 0 to 32 without leading zeros`;
  const length6 = (text: string) => `has the length "${text}": expected 0 to 128 without leading zeros`;
  const embedded = "has decimals in an IPv6 address: write the last 32 bits as two hexadecimal groups";

  it.each([
    { given: "nothing", text: "", because: noLength },
    { given: "a word", text: "vpc-1", because: noLength },
    { given: "no length", text: "10.0.0.0", because: noLength },
    { given: "two lengths", text: "10.0.0.0/8/8", because: noLength.replace("no", "more than one") },
    { given: "an empty length", text: "10.0.0.0/", because: length4("") },
    { given: "a length past the end", text: "10.0.0.0/33", because: length4("33") },
    { given: "a negative length", text: "10.0.0.0/-1", because: length4("-1") },
    { given: "a signed length", text: "10.0.0.0/+8", because: length4("+8") },
    { given: "a leading zero in the length", text: "10.0.0.0/08", because: length4("08") },
    { given: "text after the length", text: "10.0.0.0/16abc", because: length4("16abc") },
    { given: "a mask for a length", text: "10.0.0.0/255.0.0.0", because: length4("255.0.0.") },
    { given: "a newline at the end", text: "10.0.0.0/8\n", because: length4("8\\n") },
    { given: "a length past the end of IPv6", text: "2001:db8::/129", because: length6("129") },
    { given: "a leading zero in an octet", text: "010.0.0.0/8", because: octal },
    { given: "two zeros for an octet", text: "10.00.0.0/8", because: octal },
    { given: "hexadecimal octets", text: "0x0a.0.0.0/8", because: notIpv4 },
    { given: "a short form", text: "10.1/16", because: notIpv4 },
    { given: "one number", text: "167772160/8", because: notIpv4 },
    { given: "five octets", text: "10.0.0.0.0/8", because: notIpv4 },
    { given: "an empty octet", text: "10..0.0/8", because: notIpv4 },
    { given: "an octet past 255", text: "10.0.0.256/32", because: notIpv4 },
    { given: "a space before", text: " 10.0.0.0/8", because: notIpv4 },
    { given: "digits of another script", text: "١٠.0.0.0/8", because: notIpv4 },
    { given: "host bits", text: "10.0.0.1/8", because: "has bits set after /8: expected 10.0.0.0/8" },
    { given: "IPv6 host bits", text: "2001:db8::1/64", because: "has bits set after /64: expected 2001:db8::/64" },
    { given: "a zone", text: "fe80::%eth0/64", because: "has a zone: expected an address without one" },
    { given: "two ::", text: "1::2::3/128", because: notIpv6 },
    { given: "three colons", text: "1:::2/128", because: notIpv6 },
    { given: ":: for no group", text: "1:2:3:4:5:6:7:8::/128", because: notIpv6 },
    { given: "seven groups", text: "1:2:3:4:5:6:7/128", because: notIpv6 },
    { given: "nine groups", text: "1:2:3:4:5:6:7:8:9/128", because: notIpv6 },
    { given: "five digits in a group", text: "02001:db8::/32", because: notIpv6 },
    { given: "a colon at the end", text: "2001:db8:/32", because: notIpv6 },
    { given: "a colon at the start", text: ":2001::/32", because: notIpv6 },
    { given: "brackets", text: "[2001:db8::]/32", because: notIpv6 },
    {
      given: "an IPv4-mapped address",
      text: "::ffff:10.0.0.0/104",
      because: "is an IPv4-mapped address: write it as IPv4, such as 10.0.0.0/16",
    },
    {
      given: "an IPv4-mapped address in hexadecimal",
      text: "::FFFF:a00:0/104",
      because: "is an IPv4-mapped address: write it as IPv4, 10.0.0.0/8",
    },
    { given: "an IPv4-compatible address", text: "::10.0.0.1/128", because: embedded },
    { given: "a NAT64 address with decimals", text: "64:ff9b::10.0.0.0/104", because: embedded },
  ])("given $given, then it says why", ({ text, because }) => {
    const shown = JSON.stringify(text);
    expect(parsePrefix(text)).toEqual({ ok: false, reason: `prefix ${shown} ${because}` });
  });

  it("given a very long text, then the reason shows only its start", () => {
    const parsed = parsePrefix("1".repeat(1_000_000));
    expect(parsed).toEqual({ ok: false, reason: `prefix "${"1".repeat(43)}…" ${noLength}` });
  });

  it("given any text at all, then what it accepts is its own canonical text", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(..."0123456789abcdfF.:/%x- ") }),
      fc
        .tuple(anyPrefix, fc.nat(43), fc.constantFrom(..."0:./1f "))
        .map(([p, at, c]) => p.slice(0, at) + c + p.slice(at)),
    );
    fc.assert(
      fc.property(text, (any) => {
        const parsed = parsePrefix(any);
        if (parsed.ok) expect(prefix(parsed.prefix)).toBe(parsed.prefix);
        else expect(parsed.reason).toMatch(/^prefix "/);
        if (parsed.ok) expect(ipaddr.isValidCIDR(any)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("given a bad literal, then prefix throws the reason", () => {
    expect(() => prefix("10.0.0.1/8")).toThrow(
      new RangeError('prefix "10.0.0.1/8" has bits set after /8: expected 10.0.0.0/8'),
    );
  });
});

describe("relations of prefixes", () => {
  it.each([
    { given: "a prefix inside another", a: "10.0.0.0/8", b: "10.1.0.0/16", expected: true },
    { given: "the same prefix twice", a: "10.0.0.0/8", b: "10.0.0.0/8", expected: true },
    { given: "neighbours", a: "10.0.0.0/16", b: "10.1.0.0/16", expected: false },
    { given: "all of IPv4 and one address", a: "0.0.0.0/0", b: "255.255.255.255/32", expected: true },
    { given: "all of each family", a: "0.0.0.0/0", b: "::/0", expected: false },
    { given: "lengths on both sides of a word", a: "2001:db8::/31", b: "2001:db9:8000::/33", expected: true },
    { given: "a difference in the last bit", a: "::/128", b: "::1/128", expected: false },
  ])("given $given, then overlap is $expected", ({ a, b, expected }) => {
    expect(overlaps(prefix(a), prefix(b))).toBe(expected);
    expect(overlaps(prefix(b), prefix(a))).toBe(expected);
  });

  it("given the text of a prefix, then its family and length", () => {
    expect([familyOf(prefix("10.0.0.0/8")), lengthOf(prefix("10.0.0.0/8"))]).toEqual([4, 8]);
    expect([familyOf(prefix("::/0")), lengthOf(prefix("::/0"))]).toEqual([6, 0]);
  });

  const anyTwo = fc.oneof(fc.tuple(crowdedPrefix, crowdedPrefix), fc.tuple(anyPrefix, anyPrefix));

  it("given any two prefixes, then overlap is symmetric and as ipaddr.js and BlockList find it", () => {
    fc.assert(
      fc.property(anyTwo, ([a, b]) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        expect(contains(a, b)).toBe(containsByIpaddr(a, b));
        expect(overlaps(a, b)).toBe(overlapsByBlockList(a, b));
      }),
      { numRuns: 1000 },
    );
  });

  it("given any prefixes, then their order is by family, address and length, and total", () => {
    fc.assert(
      fc.property(anyTwo, ([a, b]) => {
        expect(Math.sign(comparePrefixes(a, b))).toBe(compareByBytes(a, b));
        expect(comparePrefixes(a, b) === 0).toBe(a === b);
      }),
      { numRuns: 1000 },
    );
  });
});

function containsByIpaddr(outer: Prefix, inner: Prefix): boolean {
  const [outerAddress, outerLength] = ipaddr.parseCIDR(outer);
  const [innerAddress, innerLength] = ipaddr.parseCIDR(inner);
  if (outerAddress.kind() !== innerAddress.kind() || outerLength > innerLength) return false;
  return innerAddress.match(outerAddress, outerLength);
}

/** Two prefixes overlap when the first address of one is in the other. */
function overlapsByBlockList(a: Prefix, b: Prefix): boolean {
  return hasFirstAddress(a, b) || hasFirstAddress(b, a);
}

function hasFirstAddress(outer: Prefix, inner: Prefix): boolean {
  // BlockList takes an IPv6 address of the mapped range for IPv4, so families are kept apart here.
  if (familyOf(outer) !== familyOf(inner)) return false;
  const list = new BlockList();
  const type = familyOf(outer) === 4 ? "ipv4" : "ipv6";
  list.addSubnet(outer.slice(0, outer.indexOf("/")), lengthOf(outer), type);
  return list.check(inner.slice(0, inner.indexOf("/")), type);
}

function compareByBytes(a: Prefix, b: Prefix): number {
  const [x, y] = [a, b].map((one) => {
    const [address, length] = ipaddr.parseCIDR(one);
    return Buffer.from([address.kind() === "ipv4" ? 4 : 6, ...address.toByteArray(), length]);
  });
  return Buffer.compare(x ?? Buffer.of(), y ?? Buffer.of());
}
