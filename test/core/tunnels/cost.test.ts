import { pairOf } from "../../../core/connection/connection-id.ts";
import { monthlyCost } from "../../../core/tunnels/cost.ts";
import { awsNetwork } from "../../support/network-ids.ts";
import { eks, links } from "./vpn-builder.ts";

describe("monthlyCost", () => {
  it.each([
    { given: "aws-gcp" as const, usd: 220.6 },
    { given: "aws-azure" as const, usd: 220.6 },
    { given: "gcp-azure" as const, usd: 219.8 },
  ])("given $given, then $usd", ({ given, usd }) => {
    const cost = monthlyCost(links[given]);
    expect(cost.usd).toBe(usd);
    expect(cost.parts.reduce((sum, part) => sum + part.usd, 0)).toBeCloseTo(usd);
  });

  it("given AWS and Google Cloud, then every part is named", () => {
    expect(monthlyCost(links["aws-gcp"]).parts).toEqual([
      { what: "2 VPN connections of AWS", usd: 73 },
      { what: "4 VPN tunnels of Google Cloud", usd: 146 },
      { what: "4 secrets with pre-shared keys", usd: 1.6 },
    ]);
  });

  it("given a transit gateway, then its three attachments besides", () => {
    const cost = monthlyCost(links["aws-gcp"], true);
    expect(cost.usd).toBe(330.1);
    expect(cost.parts).toContainEqual({ what: "3 attachments to a transit gateway of AWS", usd: 109.5 });
  });

  it("given one cloud, then nothing", () => {
    expect(monthlyCost(pairOf(eks, awsNetwork(2)))).toEqual({ usd: 0, parts: [] });
  });
});
