import type { Site } from "../site.ts";
import type { Timers } from "./inner/bgp-configuration.ts";
import type { Drop } from "./inner/filter-rules.ts";

/** One try of one pod to reach another. */
export interface Try {
  readonly from: string;
  readonly to: string;
  readonly kind: "icmp" | "tcp" | "body";
  /** Of the other pod; 0 for ICMP. */
  readonly port: number;
}

/** A tunnel's end as charon tells it. */
export interface TunnelState {
  /** The end's id. */
  readonly id: string;
  readonly name: string;
  readonly up: boolean;
  /** charon's own words on why it is down. */
  readonly words: readonly string[];
}

/** A session as BGP tells it at one end. */
export interface SessionState {
  readonly name: string;
  readonly up: boolean;
  readonly words: string;
}

export interface RealmState {
  readonly tunnels: readonly TunnelState[];
  readonly sessions: readonly SessionState[];
  /** Prefixes by gateway, as `<network id> <gateway id>`. */
  readonly learned: Readonly<Record<string, readonly string[]>>;
}

/** What a filter has dropped since it was last asked. */
export interface Dropped extends Drop {
  readonly packets: number;
}

/** What the realm can be asked; each answer comes over Node's IPC channel. */
export interface RealmCalls {
  /** Starts pods that stand nowhere yet, for those who know how many there will be before they know where. */
  furnish(wanted: { readonly pods: number; readonly ports: readonly number[] }): Promise<void>;
  /** Builds everything that the sites tell, and lets the tunnels go. @returns milliseconds and counts */
  up(wanted: {
    readonly sites: readonly Site[];
    readonly ports: readonly number[];
    readonly timers?: Timers;
  }): Promise<{
    readonly milliseconds: number;
    readonly namespaces: number;
  }>;
  state(): Promise<RealmState>;
  try(wanted: {
    readonly tries: readonly Try[];
    readonly body: number;
    readonly timeoutMs: number;
  }): Promise<readonly boolean[]>;
  dropped(): Promise<readonly Dropped[]>;
  /** Follows a packet by what the kernel would do with it. @returns a sentence for each router and gateway */
  follow(pods: { readonly from: string; readonly to: string }): Promise<readonly string[]>;
  /** Cuts or mends the wire of a tunnel's end. */
  wire(wanted: { readonly end: string; readonly whole: boolean }): Promise<void>;
  /** Sends an echo every tenth of a second. @returns for each, whether it came back */
  echoes(wanted: { readonly from: string; readonly to: string; readonly count: number }): Promise<readonly boolean[]>;
}

export interface Asked {
  readonly id: number;
  readonly call: keyof RealmCalls;
  readonly argument: unknown;
}

export type Answered =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id?: number; readonly message: string };
