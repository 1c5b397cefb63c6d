import { isIn, longestMatch } from "../../../../lab/packets/reach/ipv4.ts";

describe("an address and a prefix", () => {
  it.each([
    { address: "10.1.2.3", prefix: "10.1.0.0/16", expected: true },
    { address: "10.2.2.3", prefix: "10.1.0.0/16", expected: false },
    { address: "10.1.127.255", prefix: "10.1.0.0/17", expected: true },
    { address: "10.1.128.0", prefix: "10.1.0.0/17", expected: false },
    { address: "255.255.255.255", prefix: "0.0.0.0/0", expected: true },
    { address: "200.1.1.1", prefix: "200.1.1.1/32", expected: true },
    { address: "200.1.1.2", prefix: "200.1.1.1/32", expected: false },
    { address: "128.0.0.1", prefix: "0.0.0.0/1", expected: false },
  ])("given $address and $prefix, then $expected", ({ address, prefix, expected }) => {
    expect(isIn(prefix, address)).toBe(expected);
  });

  it("given several that match, then the first of the longest", () => {
    const table = ["0.0.0.0/0 a", "10.0.0.0/8 b", "10.1.0.0/16 c", "10.1.0.0/16 d", "10.2.0.0/16 e"];
    const prefixOf = (line: string) => line.split(" ", 1)[0] ?? "";
    expect(longestMatch(table, prefixOf, "10.1.0.1")).toBe("10.1.0.0/16 c");
    expect(longestMatch(table.slice(1), prefixOf, "11.0.0.1")).toBeUndefined();
  });
});
