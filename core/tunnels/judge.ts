import { contains } from "../address-space/prefix.ts";
import { type Cloud, locate } from "../connection/network-id.ts";
import type { ConnectionStatus } from "../connection/status.ts";
import type { Problem } from "../problems.ts";
import { tunnelName } from "./names.ts";
import type { ObservedEnd, ObservedVpn } from "./observed-vpn.ts";
import type { SideName, Tunnel, TunnelPlan } from "./tunnel-plan.ts";

/** What the clouds say of a connection's tunnels, weighed against their plan. */
export interface Judgement {
  /** Whether every object is there and as planned, as far as building can bring that about. */
  readonly built: boolean;
  /** Tunnels of which both ends say that they and their sessions are up. */
  readonly up: number;
  readonly of: number;
  /** The first thing that is not as planned; absent when everything is. */
  readonly problem?: Problem;
}

type Both = Readonly<Record<SideName, ObservedVpn>>;

const sideNames = ["requester", "accepter"] as const satisfies readonly SideName[];

/**
 * What is not as planned comes before what the clouds say of it: a cloud sees that a tunnel is down, seldom why. A
 * connection is in order when all tunnels are up, nothing differs and each side has learned what the other tells.
 */
export function judge(plan: TunnelPlan, observed: Both): Judgement {
  const up = plan.tunnels.filter(({ index }) => isTunnelUp(observed, index)).length;
  const problem =
    gatewayProblem(plan, observed) ??
    differenceProblem(plan, observed) ??
    firstOf(plan.tunnels, (tunnel) => tunnelProblem(plan, observed, tunnel)) ??
    firstOf(sideNames, (side) => learningProblem(plan, observed, side));
  const built = sideNames.every((side) => isBuilt(plan, observed[side]));
  return { built, up, of: plan.tunnels.length, ...(problem === undefined ? {} : { problem }) };
}

/** Whether both ends say that a tunnel and its session are up. */
export function isTunnelUp(observed: Both, index: number): boolean {
  return sideNames.every((side) => isUp(endOf(observed[side], index)));
}

/** What a judgement comes to as people are told it. */
export function statusOfTunnels({ up, of, problem }: Judgement): ConnectionStatus {
  if (problem === undefined) return { phase: "active", tunnels: up };
  return up === 0 ? { phase: "blocked", problem } : { phase: "degraded", tunnelsUp: up, of, problem };
}

/** An end that is missing and accounted for by a difference would not come by building again. */
function isBuilt({ tunnels }: TunnelPlan, { gateway, ends, differences, mendable = false }: ObservedVpn): boolean {
  if (gateway === undefined || mendable) return false;
  const missing = tunnels.filter(({ index }) => !ends.some((end) => end.index === index));
  return missing.length === 0 || (ends.length > 0 && differences.length > 0);
}

function isUp(end: ObservedEnd | undefined): boolean {
  return end?.ipsec === "up" && end.bgp === "up";
}

function endOf({ ends }: ObservedVpn, index: number): ObservedEnd | undefined {
  return ends.find((end) => end.index === index);
}

function gatewayProblem(plan: TunnelPlan, observed: Both): Problem | undefined {
  return firstOf(sideNames, (side) => {
    const { gateway } = observed[side];
    if (gateway?.phase !== "failed") return undefined;
    const message = `gateway ${gateway.id} failed on ${cloudOf(plan, side)}${said(gateway.message)}`;
    return down(message, "delete the gateway and crosspeer makes it anew");
  });
}

/** What belongs to no single tunnel comes first: at the other end it shows as a tunnel's. */
function differenceProblem(plan: TunnelPlan, observed: Both): Problem | undefined {
  const said = (side: SideName, messages: readonly string[]) => messages.map((message) => ({ side, message }));
  const differing = [
    ...sideNames.flatMap((side) => said(side, observed[side].differences)),
    ...sideNames.flatMap((side) => {
      const sorted = observed[side].ends.toSorted((one, other) => one.index - other.index);
      return sorted.flatMap(({ differences }) => said(side, differences));
    }),
  ];
  const [first] = differing;
  return (
    first && down(first.message, `correct it on ${cloudOf(plan, first.side)} or delete it: crosspeer makes it anew`)
  );
}

function tunnelProblem(plan: TunnelPlan, observed: Both, { index, secret }: Tunnel): Problem | undefined {
  const name = `tunnel ${tunnelName(plan.connection, index)}`;
  const ends = sideNames.map((side) => ({ cloud: cloudOf(plan, side), end: endOf(observed[side], index) }));
  const words = ends.map(({ cloud, end }) => (end?.message === undefined ? "" : `: ${cloud} says ${end.message}`));
  const unbuilt = ends.find(({ end }) => end === undefined || end.ipsec === "building");
  if (unbuilt !== undefined) return down(`${name} is not built on ${unbuilt.cloud}${words.join("")}`, wait);
  if (ends.every(({ end }) => end?.ipsec === "down")) {
    const planned = `${name} is down at both ends and both are as planned`;
    const deaf = ends.find(({ end }) => end?.unheard === true);
    if (deaf !== undefined) {
      return down(`${planned}: no packet comes to ${deaf.cloud} from its far end${words.join("")}`, unblock);
    }
    const message = `${planned}: the pre-shared keys may differ${words.join("")}`;
    return down(message, `set the key of both ends to that of secret ${secret}`);
  }
  const lame = ends.find(({ end }) => end?.ipsec === "down");
  if (lame !== undefined) return down(`${name} is down on ${lame.cloud}${said(lame.end?.message)}`, wait);
  const silent = ends.find(({ end }) => end?.bgp === "down");
  return silent && down(`bgp of ${name} is down on ${silent.cloud}${said(silent.end?.message)}`, wait);
}

function learningProblem(plan: TunnelPlan, observed: Both, side: SideName): Problem | undefined {
  const far = plan.gateways[side === "requester" ? "accepter" : "requester"];
  const { learned } = observed[side];
  const missing = far.prefixes.filter((prefix) => !learned.some((known) => contains(known, prefix)));
  if (missing.length === 0) return undefined;
  const [near, other] = [cloudOf(plan, side), locate(far.network).cloud];
  return down(
    `${near} has not learned ${missing[0]} of ${locate(far.network).localId}: ${missing.length} of ${far.prefixes.length} prefixes are missing`,
    `see what the gateway on ${other} advertises and whether ${near} takes it`,
  );
}

const unblock = "see what keeps UDP 500 and 4500 and ESP from passing between the outside addresses of both gateways";
const wait = "wait for some minutes and then see both ends in their clouds";

function down(message: string, remedy: string): Problem {
  return { rule: "tunnels-down", message, remedy };
}

function said(words: string | undefined): string {
  return words === undefined ? "" : `: ${words}`;
}

function cloudOf({ gateways }: TunnelPlan, side: SideName): Cloud {
  return locate(gateways[side].network).cloud;
}

function firstOf<T>(items: readonly T[], find: (item: T) => Problem | undefined): Problem | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
