import { parseIntent } from "../../../core/intent/intent.ts";
import { buildIntent } from "../../support/intent-builder.ts";
import { left } from "../../support/network-builder.ts";

const everything = [{ protocol: "all" }];
const nameRule = "1 to 63 of a-z, 0-9 and inner -, no account id";

describe("parseIntent", () => {
  it("given no tags of ours, then nothing is wished and everything would be let in", () => {
    expect(parseIntent({ Name: "vpc", "crosspeer:status": "active 1/1", "crosspeer:color": "red" })).toEqual({
      connect: [],
      accept: [],
      allow: everything,
      problems: [],
    });
  });

  it("given every key, then every wish", () => {
    const tags = {
      name: "payments-eu",
      connect: `orders ${left}`,
      accept: `orders ${left} 123456789012 *`,
      mesh: "prod",
      transport: "ha-vpn",
      allow: "tcp:443 icmp",
    };
    expect(buildIntent(tags)).toEqual({
      name: "payments-eu",
      mesh: "prod",
      transport: "ha-vpn",
      connect: [
        { kind: "name", name: "orders" },
        { kind: "network", id: left },
      ],
      accept: [
        { kind: "name", name: "orders" },
        { kind: "network", id: left },
        { kind: "account", account: "123456789012" },
        { kind: "anyone" },
      ],
      allow: [{ protocol: "tcp", from: 443, to: 443 }, { protocol: "icmp" }],
      problems: [],
    });
  });

  it.each(["tgw-0123456789abcdef0", "tgw-01234567"])("given %s for a gateway, then it is wished", (gateway) => {
    expect(buildIntent({ gateway })).toMatchObject({ gateway, problems: [] });
  });

  it.each(["vgw-0123456789abcdef0", "tgw-0123", "tgw-attach-0123456789abcdef0", "TGW-01234567", " tgw-01234567", ""])(
    "given %j for a gateway, then it is told and none is wished",
    (gateway) => {
      const intent = buildIntent({ gateway });
      expect(intent.gateway).toBeUndefined();
      expect(intent.problems).toEqual([
        {
          ...{ key: "crosspeer:gateway", rule: "malformed-tag" },
          message: `crosspeer:gateway has ${gateway === "" ? "nothing" : gateway}`,
          remedy: "write the id of a transit gateway in the VPC's account and region",
        },
      ]);
    },
  );

  it.each(["gcp", "azure"] as const)("given a gateway on %s, then it is refused, whatever it says", (cloud) => {
    const intent = parseIntent({ "crosspeer:gateway": "tgw-0123456789abcdef0" }, cloud);
    expect(intent.gateway).toBeUndefined();
    expect(intent.problems).toMatchObject([
      {
        rule: "malformed-tag",
        remedy: "take the tag away: only a VPC of AWS can have its tunnels end at a transit gateway",
      },
    ]);
  });

  it.each([
    { given: "spaces around and between", connect: "  a   b ", names: ["a", "b"] },
    { given: "tabs and newlines", connect: "a\tb\nc", names: ["a", "b", "c"] },
    { given: "one name twice", connect: "a b a", names: ["a", "b"] },
  ])("given $given in a list, then $names", ({ connect, names }) => {
    expect(buildIntent({ connect })).toMatchObject({
      connect: names.map((name) => ({ kind: "name", name })),
      problems: [],
    });
  });

  it.each(["", "   "])("given %j for a list, then it is told that there is nothing in it", (value) => {
    const { allow, problems } = buildIntent({ allow: value });
    expect(allow).toBeUndefined();
    expect(problems).toMatchObject([{ key: "crosspeer:allow", message: "crosspeer:allow has nothing" }]);
  });

  it.each([
    { key: "name", value: "Payments", expected: nameRule },
    { key: "name", value: "123456789012", expected: nameRule },
    { key: "name", value: "a b", expected: nameRule },
    { key: "mesh", value: "prod!", expected: nameRule },
    { key: "connect", value: "B!", expected: `a name (${nameRule}) or a network's id` },
    { key: "connect", value: "*", expected: `a name (${nameRule}) or a network's id` },
    { key: "accept", value: "pay*", expected: "a name, a network's id, an account's id or *" },
    { key: "allow", value: "tcp:0", expected: "all, icmp, tcp:443 or udp:8000-8100" },
    { key: "transport", value: "vpc-peering", expected: "ha-vpn or interconnect" },
  ])("given $value in crosspeer:$key, then it says what was expected", ({ key, value, expected }) => {
    expect(buildIntent({ [key]: value }).problems).toEqual([
      {
        key: `crosspeer:${key}`,
        rule: "malformed-tag",
        message: `crosspeer:${key} has ${value}`,
        remedy: `write ${expected}`,
      },
    ]);
  });

  it.each([
    { given: "an empty value", value: "", message: "crosspeer:name has nothing" },
    { given: "spaces alone", value: "  ", message: "crosspeer:name has nothing" },
    { given: "a long value", value: "A".repeat(256), message: `crosspeer:name has ${"A".repeat(64)}...` },
    {
      given: "a long value of astral letters",
      value: "𝐀".repeat(99),
      message: `crosspeer:name has ${"𝐀".repeat(64)}...`,
    },
  ])("given $given, then the message stays short", ({ value, message }) => {
    expect(buildIntent({ name: value }).problems.map((problem) => problem.message)).toEqual([message]);
  });

  it("given several bad values, then all are told at once and the good ones hold", () => {
    const { problems, ...intent } = buildIntent({
      name: "Bad Name",
      connect: "good B@D other w_rse",
      accept: "123456789012 pay*",
      mesh: "-",
      transport: "pigeon",
      allow: "tcp:443 tcp:0 tcp:x",
    });
    expect(intent).toEqual({
      connect: [
        { kind: "name", name: "good" },
        { kind: "name", name: "other" },
      ],
      accept: [{ kind: "account", account: "123456789012" }],
    });
    expect(problems.map(({ message }) => message)).toEqual([
      "crosspeer:name has Bad Name",
      "crosspeer:mesh has -",
      "crosspeer:connect has B@D",
      "crosspeer:connect has w_rse",
      "crosspeer:accept has pay*",
      "crosspeer:allow has tcp:0",
      "crosspeer:allow has tcp:x",
      "crosspeer:transport has pigeon",
    ]);
  });

  it.each([
    { given: "one bad item among good ones", allow: "tcp:443 tcp:99999" },
    { given: "one bad item alone", allow: "https" },
  ])("given $given in crosspeer:allow, then nobody knows what to open", ({ allow }) => {
    expect(buildIntent({ allow })).not.toHaveProperty("allow");
  });
});
