import { prefix } from "../../../core/address-space/prefix.ts";
import { judge, statusOfTunnels } from "../../../core/tunnels/judge.ts";
import type { ObservedEnd, ObservedVpn } from "../../../core/tunnels/observed-vpn.ts";
import { allocated, buildEnd, buildGateway, eks, gke, links, observedOf } from "./vpn-builder.ts";

const ranges = { requester: [prefix("10.1.0.0/16"), prefix("100.64.0.0/16")], accepter: [prefix("10.2.0.0/16")] };
/** AWS asks, Google Cloud accepts. */
const { plan } = allocated(links["aws-gcp"], {
  requester: { prefixes: ranges.requester },
  accepter: { prefixes: ranges.accepter },
});
const cx = plan.connection;

/** The ends of all four tunnels, some of them other than well. */
function ends(parts: Readonly<Record<number, Partial<ObservedEnd>>>): readonly ObservedEnd[] {
  return plan.tunnels.map(({ index }) => buildEnd(index, parts[index]));
}

const down = { ipsec: "down", bgp: "down" } as const;
const allDown = ends({ 0: down, 1: down, 2: down, 3: down });
const keyProblem = `tunnel ${cx}-2 is down at both ends and both are as planned: the pre-shared keys may differ`;

interface Case {
  readonly given: string;
  readonly requester?: Partial<ObservedVpn>;
  readonly accepter?: Partial<ObservedVpn>;
  readonly built?: boolean;
  readonly up: number;
  readonly message: string;
  readonly remedy?: string;
}

describe("judge", () => {
  it("given all is well, then all four are up and nothing is told", () => {
    const judgement = judge(plan, observedOf(plan));
    expect(judgement).toEqual({ built: true, up: 4, of: 4 });
    expect(statusOfTunnels(judgement)).toEqual({ phase: "active", tunnels: 4 });
  });

  it("given a learned prefix that is wider than the one told, then all is well too", () => {
    const learned = [prefix("10.0.0.0/8"), prefix("100.64.0.0/10")];
    expect(judge(plan, observedOf(plan, { accepter: { learned } }))).toEqual({ built: true, up: 4, of: 4 });
  });

  it.each<Case>([
    {
      given: "a difference at one end of one tunnel, which is down, then it before the clouds' words",
      requester: { ends: ends({ 2: { ...down, message: "IPSEC IS DOWN" } }) },
      accepter: {
        ends: ends({ 2: { ...down, differences: [`bgp peer ${cx}-2 expects asn 64999 instead of 64513`] } }),
      },
      up: 3,
      message: `bgp peer ${cx}-2 expects asn 64999 instead of 64513`,
      remedy: "correct it on gcp or delete it: crosspeer makes it anew",
    },
    {
      given: "a difference of a gateway while everything is up",
      requester: { differences: ["route table rtb-1 does not take routes from vgw-1: propagation is off"] },
      up: 4,
      message: "route table rtb-1 does not take routes from vgw-1: propagation is off",
      remedy: "correct it on aws or delete it: crosspeer makes it anew",
    },
    {
      given: "a tunnel down at both ends without a difference, then that the keys may differ, and the clouds' words",
      requester: { ends: ends({ 2: { ...down, message: "IPSEC IS DOWN" } }) },
      accepter: { ends: ends({ 2: { ...down, message: "NEGOTIATION_FAILURE" } }) },
      up: 3,
      message: `${keyProblem}: aws says IPSEC IS DOWN: gcp says NEGOTIATION_FAILURE`,
      remedy: `set the key of both ends to that of secret crosspeer/${cx}-2`,
    },
    {
      given: "a tunnel down at both ends, to one of which nothing comes, then that nothing comes, and not of keys",
      requester: { ends: ends({ 2: { ...down, message: "IPSEC IS DOWN" } }) },
      accepter: { ends: ends({ 2: { ...down, unheard: true, message: "No incoming packets from peer." } }) },
      up: 3,
      message:
        `tunnel ${cx}-2 is down at both ends and both are as planned: no packet comes to gcp from its far end: ` +
        "aws says IPSEC IS DOWN: gcp says No incoming packets from peer.",
      remedy: "see what keeps UDP 500 and 4500 and ESP from passing between the outside addresses of both gateways",
    },
    {
      given: "a tunnel down at both ends and no words",
      requester: { ends: ends({ 2: down }) },
      accepter: { ends: ends({ 2: down }) },
      up: 3,
      message: keyProblem,
    },
    {
      given: "a tunnel that only one side says is down",
      requester: { ends: ends({ 1: { ...down, message: "IPSEC IS DOWN" } }) },
      up: 3,
      message: `tunnel ${cx}-1 is down on aws: IPSEC IS DOWN`,
    },
    {
      given: "a session that is down over a tunnel that is up",
      accepter: { ends: ends({ 0: { bgp: "down", message: "state Active" } }) },
      up: 3,
      message: `bgp of tunnel ${cx}-0 is down on gcp: state Active`,
    },
    {
      given: "a prefix that was not learned",
      accepter: { learned: [prefix("10.1.0.0/16")] },
      up: 4,
      message: "gcp has not learned 100.64.0.0/16 of vpc-00000000000000001: 1 of 2 prefixes are missing",
      remedy: "see what the gateway on aws advertises and whether gcp takes it",
    },
    {
      given: "an end that is missing",
      accepter: { ends: allDown.slice(1) },
      built: false,
      up: 0,
      message: `tunnel ${cx}-0 is not built on gcp`,
    },
    {
      given: "an end that is being built",
      requester: { ends: ends({ 3: { ipsec: "building", bgp: "down" } }) },
      up: 3,
      message: `tunnel ${cx}-3 is not built on aws`,
    },
    {
      given: "an end that is missing for a reason that is told, then building again would not help",
      requester: { ends: ends({}).slice(0, 3), differences: ["vpn connection vpn-1 has only one tunnel"] },
      up: 3,
      message: "vpn connection vpn-1 has only one tunnel",
    },
    {
      given: "a gateway that failed",
      requester: { gateway: buildGateway(eks, { phase: "failed", message: "no capacity" }), ends: [] },
      built: false,
      up: 0,
      message: "gateway gw-1 failed on aws: no capacity",
      remedy: "delete the gateway and crosspeer makes it anew",
    },
  ])("given $given", ({ requester = {}, accepter = {}, built = true, up, message, remedy }) => {
    const judgement = judge(plan, observedOf(plan, { requester, accepter }));
    expect(judgement).toEqual({
      ...{ built, up, of: 4 },
      problem: { rule: "tunnels-down", message, remedy: remedy ?? expect.any(String) },
    });
  });

  it("given no gateway on one side, then it is not built", () => {
    const { gateway: _, ...none } = observedOf(plan).accepter;
    const observed = { ...observedOf(plan), accepter: { ...none, ends: [], learned: [] } };
    expect(judge(plan, observed)).toMatchObject({ built: false, up: 0 });
    expect(plan.gateways.accepter.network).toBe(gke);
  });
});

describe("statusOfTunnels", () => {
  const problem = { rule: "tunnels-down", message: "m", remedy: "r" } as const;

  it.each([
    { given: "some up", up: 3, expected: { phase: "degraded", tunnelsUp: 3, of: 4, problem } },
    { given: "all up and yet a problem", up: 4, expected: { phase: "degraded", tunnelsUp: 4, of: 4, problem } },
    { given: "none up", up: 0, expected: { phase: "blocked", problem } },
  ])("given $given, then $expected.phase", ({ up, expected }) => {
    expect(statusOfTunnels({ built: true, up, of: 4, problem })).toEqual(expected);
  });
});
