import { familyOf, type Prefix } from "../address-space/prefix.ts";
import type { Pair } from "../connection/connection-id.ts";
import type { Network } from "../connection/network.ts";
import { type Cloud, locate } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";
import { asnProblem } from "../tunnels/asn.ts";
import { monthlyCost } from "../tunnels/cost.ts";
import { judge } from "../tunnels/judge.ts";
import { layoutOf } from "../tunnels/layout.ts";
import type { Gateway, ObservedVpn } from "../tunnels/observed-vpn.ts";
import type { SideName, TunnelPlan } from "../tunnels/tunnel-plan.ts";
import type { VpnChange } from "./change.ts";
import type { JointPlan } from "./peering.ts";
import { checkPropagated } from "./routes.ts";

/** The VPN of two networks as it is. */
export interface VpnState {
  /** The tunnels that were planned; absent until they were. */
  readonly plan?: TunnelPlan;
  /** The gateways that are there. */
  readonly gateways: Readonly<Partial<Record<SideName, Gateway>>>;
  /** What the clouds say of the planned tunnels. */
  readonly observed?: Readonly<Record<SideName, ObservedVpn>>;
  /** Whether a build was begun of which it is not known that it came to its end: then it is built again. */
  readonly unfinished?: boolean;
}

interface Question {
  readonly networks: Readonly<Record<SideName, Network>>;
  /** What people call the networks. */
  readonly names: Readonly<Record<SideName, string>>;
  /** The peer's prefixes that each side is to reach. */
  readonly destinations: Readonly<Record<SideName, readonly Prefix[]>>;
  /** The transit gateways that the networks ask for. */
  readonly wishes?: Readonly<Partial<Record<SideName, string>>>;
  readonly vpn?: VpnState;
}

/**
 * The prefixes that a gateway takes of one peer: more, and the session goes down (Site-to-Site VPN quotas: routes
 * advertised to a virtual private gateway; VPN Gateway FAQ: BGP).
 */
const mostPrefixes: Readonly<Record<Cloud, number>> = { aws: 100, gcp: Infinity, azure: 4000 };

/** The same of a transit gateway (Site-to-Site VPN quotas). */
const mostPrefixesOfTransit = 1000;

/** Tunnels of a virtual private gateway: ten VPN connections of two (Site-to-Site VPN quotas). */
const mostTunnelsOfAws = 20;

const sideNames = ["requester", "accepter"] as const satisfies readonly SideName[];

/**
 * Joins two networks of different clouds by a VPN. Its routes come by BGP; those that a VPC needs to a transit gateway are
 * made with the tunnels: none is planned.
 */
export function planByVpn(question: Question): JointPlan {
  const { networks, destinations, vpn } = question;
  const pair: Pair = { requester: networks.requester.id, accepter: networks.accepter.id };
  const tunnels = vpn?.plan && vpn.observed && judge(vpn.plan, vpn.observed);
  const reason = reasonToBuild(question, tunnels);
  const vpnChanges: readonly VpnChange[] = reason === undefined ? [] : [{ action: "build", reason }];
  const gatewayOf = (side: SideName) => vpn?.gateways[side]?.id ?? vpn?.plan?.gateways[side].transit;
  const transit = sideNames.some((side) => vpn?.gateways[side]?.transit ?? false);
  // Routes that lead to the gateway are told from another's by its id: as long as that was not read, none is judged.
  const routes =
    vpn === undefined
      ? []
      : sideNames.map((side) => checkPropagated(networks[side], destinations[side], gatewayOf(side)));
  return {
    peeringChanges: [],
    routeChanges: [],
    vpnChanges,
    ...(tunnels === undefined ? {} : { tunnels }),
    blockers: [
      ...sideNames.flatMap((side) => gatewayProblems(question, side)),
      ...sideNames.flatMap((side) => otherGatewayWished(question, side)),
      ...asnProblems(question),
      ...routes.flatMap(({ blockers }) => blockers),
      ...sideNames.flatMap((side) => tooManyPrefixes(question, side)),
      ...(reason !== undefined
        ? sideNames.flatMap((side) => tooManyTunnels(question, side, layoutOf(pair).length))
        : []),
    ],
    warnings: [
      ...routes.flatMap(({ warnings }) => warnings),
      ...sideNames.flatMap((side) => leftOut(question, side)),
      ...(reason !== undefined ? [`costs about ${Math.round(monthlyCost(pair, transit).usd)} USD a month`] : []),
    ],
    kept: tunnels === undefined || tunnels.up === 0 ? [] : [`${tunnels.up} of ${tunnels.of} tunnels`],
  };
}

function reasonToBuild({ vpn, destinations }: Question, tunnels: JointPlan["tunnels"]): string | undefined {
  if (vpn?.plan === undefined || tunnels === undefined) return "no tunnels join these networks";
  if (!tunnels.built) return tunnels.problem?.message ?? "a gateway is missing";
  if (vpn.unfinished) return "the last build did not come to its end";
  const { requester, accepter } = vpn.plan.gateways;
  const isTold = isSame(requester.prefixes, destinations.accepter) && isSame(accepter.prefixes, destinations.requester);
  return isTold ? undefined : "the prefixes are not those that were planned";
}

function isSame(some: readonly Prefix[], others: readonly Prefix[]): boolean {
  return some.toSorted().join() === others.toSorted().join();
}

function gatewayProblems({ vpn, names }: Question, side: SideName): readonly Problem[] {
  const gateway = vpn?.gateways[side];
  if (gateway === undefined) return [];
  const { id, phase, unsuitable, message = "without a reason" } = gateway;
  const flaw = unsuitable ?? (phase === "failed" ? `failed: ${message}` : undefined);
  if (flaw === undefined) return [];
  return [
    {
      rule: "gateway-conflict",
      message: `gateway ${id} of ${names[side]} cannot serve: ${flaw}`,
      remedy: gateway.transit
        ? "change the gateway or the tag crosspeer:gateway"
        : "change the gateway or delete it and crosspeer makes its own",
    },
  ];
}

/** Tunnels cannot be moved: those that stand end where they were planned to, whatever the tag says since. */
function otherGatewayWished({ vpn, wishes, names }: Question, side: SideName): readonly Problem[] {
  if (vpn?.plan === undefined || locate(vpn.plan.gateways[side].network).cloud !== "aws") return [];
  const planned = vpn.plan.gateways[side].transit;
  const wished = wishes?.[side];
  if (planned === wished) return [];
  const standing = planned ?? "a virtual private gateway";
  return [
    {
      rule: "gateway-conflict",
      message: `the tunnels of ${names[side]} end at ${standing} and crosspeer:gateway asks for ${wished ?? "none"}`,
      remedy: "set the tag back or withdraw the connection and ask for it again once it is gone",
    },
  ];
}

function asnProblems({ vpn, networks, names }: Question): readonly Problem[] {
  const speakerOf = (side: SideName) => {
    const { id: gateway, asn } = vpn?.gateways[side] ?? {};
    return {
      network: networks[side].id,
      name: names[side],
      ...(gateway === undefined ? {} : { gateway }),
      ...(asn === undefined ? {} : { asn }),
    };
  };
  const problem = asnProblem({ requester: speakerOf("requester"), accepter: speakerOf("accepter") });
  return problem === undefined ? [] : [problem];
}

function tooManyPrefixes({ vpn, networks, names, destinations }: Question, side: SideName): readonly Problem[] {
  const { cloud } = locate(networks[side].id);
  const isTransit = vpn?.gateways[side]?.transit ?? false;
  const [most, count] = [isTransit ? mostPrefixesOfTransit : mostPrefixes[cloud], destinations[side].length];
  if (count <= most) return [];
  const peer = names[side === "requester" ? "accepter" : "requester"];
  return [
    {
      rule: "quota",
      message: `${peer} has ${count} prefixes and a VPN gateway of ${cloud} takes at most ${most} of a peer`,
      remedy: `give ${peer} fewer and wider prefixes`,
    },
  ];
}

/** Tunnels of this connection that are there already are not counted twice. A transit gateway has room for thousands. */
function tooManyTunnels({ vpn, networks, names }: Question, side: SideName, count: number): readonly Problem[] {
  const gateway = vpn?.gateways[side];
  if (gateway === undefined || gateway.transit || locate(networks[side].id).cloud !== "aws") return [];
  const own = new Set(vpn?.plan?.tunnels.map(({ inside }) => inside));
  const used = gateway.inside.filter((prefix) => !own.has(prefix)).length;
  if (used + count <= mostTunnelsOfAws) return [];
  return [
    {
      rule: "quota",
      message: `gateway ${gateway.id} of ${names[side]} has ${used} of ${mostTunnelsOfAws} tunnels and needs ${count} more`,
      remedy: "remove VPN connections of the gateway that are no longer needed",
    },
  ];
}

function leftOut({ networks, names }: Question, side: SideName): readonly string[] {
  const ipv6 = networks[side].addressSpace.filter((prefix) => familyOf(prefix) === 6);
  return ipv6.map((prefix) => `${prefix} of ${names[side]} is not reached: the VPN carries IPv4 only`);
}
