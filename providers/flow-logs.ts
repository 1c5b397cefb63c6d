import type { NetworkId, Place } from "../core/connection/network-id.ts";
import type { RejectedFlow } from "../core/flows/explain.ts";
import type { FlowLogsWish } from "../core/intent/intent.ts";

export interface FlowLogsWanted {
  readonly network: NetworkId;
  readonly which: FlowLogsWish;
}

export interface FlowLogsKept {
  readonly made: number;
  readonly removed: number;
  /** Of why some could not be made, one sentence each. */
  readonly problems: readonly string[];
}

/** A span of time, ISO 8601. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Who switches flow logs on and off, a place at a time. Throws the faults of core/faults.ts and nothing else. */
export interface FlowLogKeeper {
  /**
   * Makes sure that the flows of these networks are logged, and that none of ours logs those of another network. What
   * somebody else keeps and serves is used, and never changed.
   */
  keepFlowLogs(place: Place, wanted: readonly FlowLogsWanted[]): Promise<FlowLogsKept>;
}

/** Who can be asked what the logs hold as well. */
export interface FlowLogProvider extends FlowLogKeeper {
  /** Begins to look for what was rejected; undefined where nothing was ever logged. */
  startQuery(place: Place, span: Span): Promise<string | undefined>;

  /** What it has found; undefined while it looks. */
  readQuery(place: Place, query: string): Promise<readonly RejectedFlow[] | undefined>;
}
