import type { GatewayEntry } from "../gateway/gateway.ts";

/** What it took to join a number of pairs. */
export interface Figure {
  readonly path: string;
  readonly count: number;
  /** From the first look at the tags until every connection is recorded. */
  readonly seconds: number;
  /** The part of it that went by in Wait states, of the connection that waited longest. */
  readonly waitSeconds: number;
  /** Every call of EC2 by crosspeer: describing networks and telling their status included. */
  readonly calls: number;
  /** Of those, the ones once both networks are described, status tags aside: what Terraform's 25 a peering are for. */
  readonly connectingCalls: number;
  /** Calls of EC2 by a sweep when all is as wanted. */
  readonly sweepCalls: number;
  readonly sweepSeconds: number;
}

export interface Measuring {
  readonly path: string;
  readonly count: number;
  readonly journal: readonly GatewayEntry[];
  /** Whether a call is crosspeer's, and not that of the people whose networks are joined. */
  isOwn(entry: GatewayEntry): boolean;
  /** Whether it is made by a step that acts on a plan. */
  isConnecting(entry: GatewayEntry): boolean;
}

export interface Work {
  /** Joins all pairs; returns the seconds spent in Wait states. */
  connect(): Promise<number>;
  sweep(): Promise<void>;
}

/** Measures the joining of pairs, and a sweep once they are joined. */
export async function measured(measuring: Measuring, { connect, sweep }: Work): Promise<Figure> {
  const { path, count, journal } = measuring;
  const ec2 = (from: number) =>
    journal.slice(from).filter((entry) => entry.service === "ec2" && measuring.isOwn(entry));
  const mark = journal.length;
  const started = performance.now();
  const waitSeconds = await connect();
  const seconds = (performance.now() - started) / 1000;
  const calls = ec2(mark);

  const sweepMark = journal.length;
  const swept = performance.now();
  await sweep();
  return {
    ...{ path, count, seconds, waitSeconds },
    calls: calls.length,
    connectingCalls: calls.filter(measuring.isConnecting).length,
    sweepCalls: ec2(sweepMark).length,
    sweepSeconds: (performance.now() - swept) / 1000,
  };
}
