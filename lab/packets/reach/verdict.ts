import type { Fabric } from "../../world/fabric.ts";
import type { Site } from "../site.ts";

/** What is configured, and which tunnels and sessions are up by it. */
export interface World {
  readonly sites: readonly Site[];
  readonly fabric: Pick<Fabric, "tunnel" | "session">;
}

export interface Flow {
  /** Names of pods. */
  readonly from: string;
  readonly to: string;
  readonly protocol: "tcp" | "icmp";
  /** The port at the destination; means nothing to icmp. */
  readonly port: number;
}

export type Verdict = { readonly reachable: true } | Loss;

export interface Loss {
  readonly reachable: false;
  /** The pod, site or gateway where the packet or its answer ends. */
  readonly at: string;
  readonly why: string;
}

export function lost(at: string, why: string): Loss {
  return { reachable: false, at, why };
}
