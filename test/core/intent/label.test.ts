import fc from "fast-check";
import { labelOfStatus, tagsOfLabels } from "../../../core/intent/label.ts";

describe("core/intent/label", () => {
  it.each([
    { given: "a name", labels: [{ "crosspeer-name": "shop-eu" }], expected: { "crosspeer:name": "shop-eu" } },
    {
      given: "a list",
      labels: [{ "crosspeer-connect": "shop_payments-eu" }],
      expected: { "crosspeer:connect": "payments-eu shop" },
    },
    { given: "any", labels: [{ "crosspeer-accept": "any" }], expected: { "crosspeer:accept": "*" } },
    {
      given: "a name that holds any",
      labels: [{ "crosspeer-accept": "any-shop" }],
      expected: { "crosspeer:accept": "any-shop" },
    },
    {
      given: "what to allow",
      labels: [{ "crosspeer-allow": "tcp-443_udp-8000-8100_icmp" }],
      expected: { "crosspeer:allow": "icmp tcp:443 udp:8000-8100" },
    },
    {
      given: "a transport with a dash",
      labels: [{ "crosspeer-transport": "ha-vpn" }],
      expected: { "crosspeer:transport": "ha-vpn" },
    },
    {
      given: "a status",
      labels: [{ "crosspeer-status": "active_1-1" }],
      expected: { "crosspeer:status": "active_1-1" },
    },
    { given: "labels of others", labels: [{ team: "shop", "goog-terraform": "x" }], expected: {} },
    { given: "a value with nothing in it", labels: [{ "crosspeer-mesh": "" }], expected: { "crosspeer:mesh": "" } },
    {
      given: "clusters that agree",
      labels: [{ "crosspeer-mesh": "prod" }, { "crosspeer-mesh": "prod" }, {}],
      expected: { "crosspeer:mesh": "prod" },
    },
    {
      given: "clusters that differ in one name",
      labels: [{ "crosspeer-name": "b" }, { "crosspeer-name": "a" }],
      expected: { "crosspeer:name": "a b" },
    },
    {
      given: "clusters with lists of their own",
      labels: [{ "crosspeer-connect": "b_c" }, { "crosspeer-connect": "a_b" }],
      expected: { "crosspeer:connect": "a b c" },
    },
    { given: "no cluster", labels: [], expected: {} },
  ])("given $given, then $expected", ({ labels, expected }) => {
    expect(tagsOfLabels(...labels)).toEqual(expected);
  });

  it.each([
    { text: "active 3/3", expected: "active_3-3" },
    {
      text: "active 1/2 - blocked shop overlap: 10.4.0.0/16",
      expected: "active_1-2_-_blocked_shop_overlap-_10-4-0-0-16",
    },
    { text: "Größe @ x", expected: "gr-e_-_x" },
    { text: `blocked ${"x ".repeat(60)}`, expected: `blocked_${"x_".repeat(27)}x` },
  ])("given the status $text, then $expected", ({ text, expected }) => {
    expect(labelOfStatus(text)).toBe(expected);
  });

  it("given any text, then a label can hold it, and once written it stays as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        const label = labelOfStatus(text);
        expect(label).toMatch(/^[a-z0-9_-]{0,63}$/);
        expect(labelOfStatus(label)).toBe(label);
      }),
    );
  });
});
