import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "../lab.ts";
import type { Realm } from "../packets/realm/realm.ts";
import type { Site, TunnelEnd } from "../packets/site.ts";
import { type ConnectionOutcome, connectionsOf } from "./outcome.ts";

/** Seconds: what BGP goes by in place of the clouds' own timers, so that nobody waits for a minute. */
export const QUICK = { keepalive: 1, hold: 3 };

/** How one connection got over the loss of the tunnel that it used. */
export interface Failover {
  /** Names of the two networks. */
  readonly between: string;
  readonly cut: string;
  /** The tunnel that is used afterwards. */
  readonly instead: string;
  /** For how long echoes were not answered, in seconds; undefined when they never were again. */
  readonly outage: number | undefined;
  /** For how long they would go unanswered at worst by the clouds' own timers, in seconds. */
  readonly hold: number;
  /** What health checks made of it: while the tunnel was cut, and when it was whole again. */
  readonly health: readonly [cut: string, whole: string];
}

interface Parts {
  readonly lab: Lab;
  readonly realm: Realm;
  readonly sites: readonly Site[];
}

/** Tenths of a second, as echoes are sent. */
const ECHOES = 120;
/** Real milliseconds from the first echo to the cut. */
const BEFORE = 1500;
/** Virtual milliseconds: two looks of check-health, which tells what two looks agree on, and the handshakes before. */
const LOOKS = 16 * 60_000;

/** Cuts a tunnel of every VPN, in the realm and in the lab at once, and mends it when it has been noticed. */
export async function failOver({ lab, realm, sites }: Parts): Promise<readonly Failover[]> {
  const ways = await Promise.all(vpnsOf(lab).map((vpn) => wayOf({ realm, sites }, vpn)));
  const echoes = ways.map((way) => realm.echoes({ from: way.from, to: way.to, count: ECHOES }));
  await pause(BEFORE);
  const mended = ways.map(({ end: { local, remote } }) => lab.fabric.cut(local, remote));
  await Promise.all(ways.map(({ end }) => realm.wire({ end: end.id, whole: false })));
  const answered = await Promise.all(echoes);
  const after = await Promise.all(ways.map((way) => tunnelUsed({ realm, sites }, way)));
  const whileCut = await healthOf(lab);
  for (const mend of mended) mend();
  await Promise.all(ways.map(({ end }) => realm.wire({ end: end.id, whole: true })));
  const whole = await healthOf(lab);
  return ways.map(({ vpn, between, end }, index) => ({
    ...{ between, cut: end.name, instead: after[index]?.name ?? "none", hold: holdOf(sites, end) },
    outage: outageOf(answered[index] ?? []),
    health: [whileCut(vpn.id), whole(vpn.id)],
  }));
}

/** Whether traffic moved and came back, and health checks told so, and told when it was over. */
export function isGotOver({ outage, cut, instead, health: [whileCut, whole] }: Failover): boolean {
  return outage !== undefined && cut !== instead && whileCut.startsWith("degraded") && whole === "active";
}

/** The same for people. */
export function failoverLines(failovers: readonly Failover[]): readonly string[] {
  return failovers.flatMap(({ between, cut, instead, outage, hold, health: [whileCut, whole] }) => [
    `${between}: ${cut} was cut; after ${outage ?? "?"} s all went by ${instead} (BGP held for ${QUICK.hold} s; ${hold} s in the clouds)`,
    `  health checks told: ${whileCut}`,
    `  and when it was whole: ${whole}`,
  ]);
}

function vpnsOf(lab: Lab): readonly ConnectionOutcome[] {
  return connectionsOf(lab).filter(({ transport, state }) => transport === "ha-vpn" && state === "active");
}

async function wayOf({ realm, sites }: Omit<Parts, "lab">, vpn: ConnectionOutcome) {
  const [one, other] = [vpn.requester, vpn.accepter].map((id) => sites.find((site) => site.id === id));
  const [from, to] = [one?.pods[0]?.name ?? "", other?.pods[0]?.name ?? ""];
  const end = await tunnelUsed({ realm, sites }, { from, to });
  if (end === undefined) throw new Error(`${from} reaches ${to} by no tunnel`);
  return { vpn, from, to, end, between: `${one?.name} - ${other?.name}` };
}

/** The near end of the tunnel by which an echo leaves. */
async function tunnelUsed(
  { realm, sites }: Omit<Parts, "lab">,
  pods: { readonly from: string; readonly to: string },
): Promise<TunnelEnd | undefined> {
  const steps = await realm.follow({ from: pods.from, to: pods.to });
  const ends = sites.flatMap(({ gateways }) => gateways.flatMap(({ tunnels }) => tunnels));
  return ends.find(({ name }) => steps.some((step) => step.endsWith(`: tunnel ${name}`)));
}

/** The longest time without an answer. */
function outageOf(answered: readonly boolean[]): number | undefined {
  if (answered.at(-1) !== true) return undefined;
  const gaps = answered
    .map(Number)
    .join("")
    .split("1")
    .map(({ length }) => length);
  return Math.max(...gaps) / 10;
}

/** What both ends agree on: the shorter of their hold times (RFC 4271, section 4.2). */
function holdOf(sites: readonly Site[], { local, remote, bgp }: TunnelEnd): number {
  const ends = sites.flatMap(({ gateways }) => gateways.flatMap(({ tunnels }) => tunnels));
  const far = ends.find((end) => end.local === remote && end.remote === local);
  return Math.min(bgp?.holdSeconds ?? 0, far?.bgp?.holdSeconds ?? 0);
}

/** Lets health checks look, as their schedule has it. @returns a connection's state and reason, by its id */
async function healthOf(lab: Lab): Promise<(id: string) => string> {
  await lab.clock.advance(LOOKS);
  await lab.settle();
  const states = connectionsOf(lab);
  return (id) => {
    const { state = "unknown", reason } = states.find((connection) => connection.id === id) ?? {};
    return reason === undefined ? state : `${state}: ${reason}`;
  };
}
