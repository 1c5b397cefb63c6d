import { prefix } from "../../../core/address-space/prefix.ts";
import { pairOf } from "../../../core/connection/connection-id.ts";
import { hostOf } from "../../../core/tunnels/layout.ts";
import type { SideName } from "../../../core/tunnels/tunnel-plan.ts";
import { awsNetwork } from "../../support/network-ids.ts";
import { aks, allocated, eks, gke, links } from "./vpn-builder.ts";

describe("the tunnels between two clouds", () => {
  it.each([
    {
      link: "aws-gcp" as const,
      first: eks,
      tunnels: [
        { members: [0, 0], addresses: ["169.254.32.1", "169.254.32.2"], inside: "169.254.32.0/30" },
        { members: [0, 0], addresses: ["169.254.32.5", "169.254.32.6"], inside: "169.254.32.4/30" },
        { members: [1, 1], addresses: ["169.254.32.9", "169.254.32.10"], inside: "169.254.32.8/30" },
        { members: [1, 1], addresses: ["169.254.32.13", "169.254.32.14"], inside: "169.254.32.12/30" },
      ],
    },
    {
      link: "aws-azure" as const,
      first: eks,
      tunnels: [
        { members: [0, 0], addresses: ["169.254.21.1", "169.254.21.2"], inside: "169.254.21.0/30" },
        { members: [0, 0], addresses: ["169.254.21.5", "169.254.21.6"], inside: "169.254.21.4/30" },
        { members: [1, 1], addresses: ["169.254.22.1", "169.254.22.2"], inside: "169.254.22.0/30" },
        { members: [1, 1], addresses: ["169.254.22.5", "169.254.22.6"], inside: "169.254.22.4/30" },
      ],
    },
    {
      link: "gcp-azure" as const,
      first: gke,
      tunnels: [
        { members: [0, 0], addresses: ["169.254.21.1", "169.254.21.2"], inside: "169.254.21.0/30" },
        { members: [1, 1], addresses: ["169.254.22.1", "169.254.22.2"], inside: "169.254.22.0/30" },
      ],
    },
  ])("given $link, then AWS or else Google Cloud has .1, and members meet members", ({ link, first, tunnels }) => {
    const { plan } = allocated(links[link]);
    const sides: readonly SideName[] =
      plan.gateways.requester.network === first ? ["requester", "accepter"] : ["accepter", "requester"];
    const found = plan.tunnels.map(({ inside, ends }) => ({
      members: sides.map((side) => ends[side].member),
      addresses: sides.map((side) => ends[side].address),
      inside,
    }));
    expect(found).toEqual(tunnels);
    expect(plan.tunnels.map(({ index }) => index)).toEqual(tunnels.map((_, index) => index));
    expect(plan.tunnels.map(({ secret }) => secret)).toEqual(
      tunnels.map((_, index) => `crosspeer/${plan.connection}-${index}`),
    );
  });

  it("given two networks of one cloud, then none", () => {
    expect(allocated(pairOf(eks, awsNetwork(2))).plan.tunnels).toEqual([]);
  });

  it("given Azure, then its id sorts first and still it has .2", () => {
    expect(links["gcp-azure"].requester).toBe(aks);
  });
});

describe("hostOf", () => {
  it.each([
    { inside: "169.254.32.0/30", host: 1, expected: "169.254.32.1" },
    { inside: "169.254.167.252/30", host: 2, expected: "169.254.167.254" },
  ] as const)("given $inside and $host, then $expected", ({ inside, host, expected }) => {
    expect(hostOf(prefix(inside), host)).toBe(expected);
  });
});
