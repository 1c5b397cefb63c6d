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

/** What is asked of a cloud about flow logs, a place at a time. All throw the faults of core/faults.ts and nothing else. */
export interface FlowLogProvider {
  /**
   * Makes sure that the flows of these networks are logged, and that none of ours logs those of another network. What
   * somebody else keeps and serves is used, and never changed.
   */
  keepFlowLogs(place: Place, wanted: readonly FlowLogsWanted[]): Promise<FlowLogsKept>;

  /** Begins to look for what was rejected; undefined where nothing was ever logged. */
  startQuery(place: Place, span: Span): Promise<string | undefined>;

  /** What it has found; undefined while it looks. */
  readQuery(place: Place, query: string): Promise<readonly RejectedFlow[] | undefined>;
}
