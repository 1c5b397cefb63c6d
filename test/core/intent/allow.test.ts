import fc from "fast-check";
import { formatAllow, parseAllow, withoutContained } from "../../../core/intent/allow.ts";
import { anyAllow } from "./arbitrary-intent.ts";

describe("withoutContained", () => {
  it.each([
    { given: "tcp tcp:443", left: "tcp" },
    { given: "tcp:443 all icmp", left: "all" },
    { given: "tcp:8000-8100 tcp:8050 udp:8050", left: "tcp:8000-8100 udp:8050" },
    { given: "tcp:443 tcp:443-443", left: "tcp:443" },
    { given: "tcp:1-20 tcp:10-30 icmp", left: "tcp:1-20 tcp:10-30 icmp" },
  ])("given $given, then $left is left", ({ given, left }) => {
    const items = given.split(" ").flatMap((text) => parseAllow(text) ?? []);
    expect(withoutContained(items).map(formatAllow).join(" ")).toBe(left);
  });
});

describe("parseAllow", () => {
  it.each([
    { given: "everything", text: "all", expected: { protocol: "all" } },
    { given: "icmp", text: "icmp", expected: { protocol: "icmp" } },
    { given: "a protocol without ports", text: "tcp", expected: { protocol: "tcp", from: 0, to: 65535 } },
    { given: "one port", text: "tcp:443", expected: { protocol: "tcp", from: 443, to: 443 } },
    { given: "a range", text: "udp:8000-8100", expected: { protocol: "udp", from: 8000, to: 8100 } },
    { given: "a range of one", text: "udp:53-53", expected: { protocol: "udp", from: 53, to: 53 } },
    { given: "the lowest port", text: "tcp:1", expected: { protocol: "tcp", from: 1, to: 1 } },
    { given: "the highest port", text: "tcp:65535", expected: { protocol: "tcp", from: 65535, to: 65535 } },
    { given: "all ports that can be written", text: "tcp:1-65535", expected: { protocol: "tcp", from: 1, to: 65535 } },
  ])("given $given, then it is read", ({ text, expected }) => {
    expect(parseAllow(text)).toEqual(expected);
  });

  it.each([
    { given: "nothing", text: "" },
    { given: "an unknown protocol", text: "sctp:80" },
    { given: "upper case", text: "TCP:443" },
    { given: "ports for everything", text: "all:443" },
    { given: "a type for icmp", text: "icmp:8" },
    { given: "port zero", text: "tcp:0" },
    { given: "a range from zero", text: "tcp:0-80" },
    { given: "a port past the last", text: "tcp:65536" },
    { given: "a range past the last", text: "tcp:1-65536" },
    { given: "a range backwards", text: "tcp:9-8" },
    { given: "an open range", text: "tcp:80-" },
    { given: "no port after the colon", text: "tcp:" },
    { given: "a comma", text: "tcp:80,81" },
    { given: "a newline at the end", text: "tcp:80\n" },
    { given: "a space", text: "tcp: 80" },
    { given: "a sign", text: "tcp:+80" },
    { given: "a port alone", text: "443" },
    { given: "digits of another script", text: "tcp:٤٤٣" },
  ])("given $given, then nothing is read", ({ text }) => {
    expect(parseAllow(text)).toBeUndefined();
  });
});

describe("formatAllow", () => {
  it("given anything that may be allowed, then its text reads back as the same", () => {
    fc.assert(fc.property(anyAllow, (allow) => expect(parseAllow(formatAllow(allow))).toEqual(allow)));
  });

  it("given any text that can be read, then its canonical text means the same and is its own canonical text", () => {
    const text = fc.oneof(
      anyAllow.map(formatAllow),
      fc.tuple(fc.constantFrom("tcp", "udp"), fc.nat(70000), fc.nat(70000)).map(([p, a, b]) => `${p}:${a}-${b}`),
      fc.string({ unit: fc.constantFrom(..."tcpudpalim:0189-") }),
    );
    fc.assert(
      fc.property(text, (any) => {
        const allow = parseAllow(any);
        if (allow === undefined) return;
        const canonical = formatAllow(allow);
        expect(parseAllow(canonical)).toEqual(allow);
        expect(formatAllow(allow)).toBe(canonical);
      }),
    );
  });
});
