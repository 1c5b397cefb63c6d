import { type Prefix, prefix } from "../../../core/address-space/prefix.ts";
import { connectionIdOf, pairOf } from "../../../core/connection/connection-id.ts";
import type { Claim } from "../../../core/tunnels/allocate.ts";
import { asnPool } from "../../../core/tunnels/asn.ts";
import { awsNetwork, azureNetwork, gcpNetwork } from "../../support/network-ids.ts";
import { aks, allocated, allocateFor, eks, gke, links } from "./vpn-builder.ts";

const link = links["aws-gcp"];
const elsewhere = pairOf(awsNetwork(8), gcpNetwork("else"));

function asns(pair = link, wish: Parameters<typeof allocated>[1] = {}): readonly number[] {
  const { requester, accepter } = allocated(pair, wish).plan.gateways;
  return [requester.asn, accepter.asn];
}

function insides(pair = link, wish: Parameters<typeof allocated>[1] = {}): readonly string[] {
  return allocated(pair, wish).plan.tunnels.map(({ inside }) => inside);
}

function everySlot(pool: string): readonly Prefix[] {
  return Array.from({ length: 64 }, (_, n) => prefix(`${pool}.${4 * n}/30`));
}

describe("allocate: transit gateways", () => {
  const transit = { transit: "tgw-0123456789abcdef0", asn: 64_700 };

  it("given one, then the plan and the claims remember it, and its number is taken as it is", () => {
    const { plan, claims } = allocated(link, { requester: transit });
    expect(plan.gateways.requester).toMatchObject(transit);
    expect(plan.gateways.accepter.transit).toBeUndefined();
    const insideClaims = claims.filter(({ kind }) => kind === "inside");
    expect(insideClaims).toEqual(new Array(4).fill(expect.objectContaining({ transit: transit.transit })));
  });

  it.each([
    { given: "the same", other: transit, expected: "169.254.32.16/30" },
    { given: "another", other: { ...transit, transit: "tgw-0fedcba9876543210" }, expected: "169.254.32.0/30" },
    { given: "no", other: {}, expected: "169.254.32.0/30" },
  ])("given another VPC with $given transit gateway, then its first /30 is $expected", ({ other, expected }) => {
    const { claims } = allocated(link, { requester: transit });
    expect(insides(elsewhere, { claims, requester: other })[0]).toBe(expected);
  });
});

describe("allocate: asns", () => {
  it("given nothing is held, then the lowest of the pool", () => {
    expect(asns()).toEqual([64_513, 64_514]);
  });

  it.each([
    { given: "the requester has a gateway", wish: { requester: { asn: 64_512 } }, expected: [64_512, 64_513] },
    { given: "it has the first of the pool", wish: { requester: { asn: 64_513 } }, expected: [64_513, 64_514] },
    { given: "the accepter has the first", wish: { accepter: { asn: 64_513 } }, expected: [64_514, 64_513] },
    {
      given: "both have one",
      wish: { requester: { asn: 65_001 }, accepter: { asn: 65_002 } },
      expected: [65_001, 65_002],
    },
  ])("given $given, then it is respected", ({ wish, expected }) => {
    expect(asns(link, wish)).toEqual(expected);
  });

  it("given another network's number is claimed, then it is left alone", () => {
    const { claims } = allocated(elsewhere);
    expect(asns(link, { claims })).toEqual([64_515, 64_516]);
  });

  it("given a network holds a number for another connection, then it is the same in this one", () => {
    const { claims } = allocated(pairOf(eks, aks));
    expect(asns(link, { claims })).toEqual([64_514, 64_515]);
    expect(asns(pairOf(eks, aks))).toEqual([64_513, 64_514]);
  });

  it("given a claimed number that the peer's gateway turns out to have, then another, if no tunnel was planned with it", () => {
    const held: readonly Claim[] = [{ kind: "asn", number: 64_513, holder: link.accepter }];
    expect(asns(link, { claims: held, requester: { asn: 64_513 } })).toEqual([64_513, 64_514]);
    const other = allocated(pairOf(gke, aks));
    const own = other.claims.filter((claim) => claim.kind === "inside" || claim.holder !== gke);
    const claims = [...own, { kind: "asn" as const, number: 65_000, holder: gke }];
    expect(allocateFor(link, { claims, requester: { asn: 65_000 } })).toMatchObject({
      problem: { rule: "asn-conflict" },
    });
  });

  it("given both gateways have one number, then both networks and gateways are named", () => {
    const result = allocateFor(link, {
      requester: { asn: 64_512, gateway: "vgw-1", name: "shop" },
      accepter: { asn: 64_512, gateway: "router-1", name: "payments" },
    });
    expect(result).toEqual({
      problem: {
        rule: "asn-conflict",
        message: "gateway vgw-1 of shop and gateway router-1 of payments both have asn 64512",
        remedy: "replace one of the gateways by one with another asn or delete it and crosspeer makes its own",
      },
    });
  });

  it.each([
    { given: "a number of 32 bits", pair: link, asn: 4_200_000_000, says: "expected at most 65535" },
    {
      given: "Azure's own number towards Azure",
      pair: links["aws-azure"],
      asn: 65_515,
      says: "azure takes it from no",
    },
  ])("given $given, then it is refused", ({ pair, asn, says }) => {
    const side = pair.requester === eks ? "requester" : "accepter";
    expect(allocateFor(pair, { [side]: { asn } })).toMatchObject({
      problem: { rule: "asn-conflict", message: expect.stringContaining(says) },
    });
  });

  it("given Azure's default number on Azure, then it is taken", () => {
    expect(asns(links["aws-azure"], { requester: { asn: 65_515 } })).toContain(65_515);
  });

  it("given the pool is taken, then by the quota", () => {
    const claims = asnPool.map((number, n): Claim => ({ kind: "asn", number, holder: gcpNetwork(`n${n}`) }));
    expect(allocateFor(link, { claims })).toMatchObject({ problem: { rule: "quota" } });
    expect(asns(link, { claims: claims.slice(0, -2) })).toEqual([65_533, 65_534]);
  });
});

describe("allocate: inside prefixes", () => {
  it.each([
    {
      given: "a gateway with tunnels",
      wish: { requester: { inside: [prefix("169.254.32.0/30"), prefix("169.254.32.8/30")] } },
      expected: ["169.254.32.4/30", "169.254.32.12/30", "169.254.32.16/30", "169.254.32.20/30"],
    },
    {
      given: "the other gateway with a wider one",
      wish: { accepter: { inside: [prefix("169.254.32.0/29")] } },
      expected: ["169.254.32.8/30", "169.254.32.12/30", "169.254.32.16/30", "169.254.32.20/30"],
    },
    {
      given: "a full first pool",
      wish: { requester: { inside: everySlot("169.254.32").slice(1) } },
      expected: ["169.254.32.0/30", "169.254.33.0/30", "169.254.33.4/30", "169.254.33.8/30"],
    },
  ])("given $given, then the lowest that are free at both", ({ wish, expected }) => {
    expect(insides(link, wish)).toEqual(expected);
  });

  it("given another connection of one of the networks, then none of its prefixes; of others, the same", () => {
    const { claims } = allocated(pairOf(eks, gcpNetwork("other")));
    expect(insides(link, { claims })[0]).toBe("169.254.32.16/30");
    expect(insides(link, { claims: allocated(elsewhere).claims })[0]).toBe("169.254.32.0/30");
  });

  it("given what it holds already, then the same, even where its gateways have these tunnels by now", () => {
    const first = allocated(link);
    const inside = first.plan.tunnels.map((tunnel) => tunnel.inside);
    const asn = first.plan.gateways.requester.asn;
    expect(allocated(link, { claims: first.claims, requester: { inside, asn }, accepter: { inside } })).toEqual(first);
  });

  it("given Azure's first half is full, then by the quota, whatever is free in the second", () => {
    const wish = { requester: { inside: everySlot("169.254.21").slice(1) } };
    expect(allocateFor(links["aws-azure"], wish)).toEqual({
      problem: {
        rule: "quota",
        message: expect.stringContaining("169.254.21.0/24 to 169.254.21.0/24 have no 2 prefixes of length 30"),
        remedy: expect.any(String),
      },
    });
    expect(insides(links["gcp-azure"], wish)).toEqual(["169.254.21.0/30", "169.254.22.0/30"]);
  });

  it("given an allocation, then it claims all for both networks", () => {
    const { claims } = allocated(links["gcp-azure"]);
    const connection = connectionIdOf(links["gcp-azure"]);
    expect(claims).toEqual([
      { kind: "asn", number: 64_513, holder: aks },
      { kind: "asn", number: 64_514, holder: gke },
      { kind: "inside", prefix: "169.254.21.0/30", networks: [aks, gke], holder: connection },
      { kind: "inside", prefix: "169.254.22.0/30", networks: [aks, gke], holder: connection },
    ]);
    expect(azureNetwork("aks")).toBe(aks);
  });
});
