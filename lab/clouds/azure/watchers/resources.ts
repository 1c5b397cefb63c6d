import type { TopLevel } from "../network/resources.ts";

export interface NetworkWatcher extends TopLevel {
  /** By name in lower case. */
  readonly flowLogs: Map<string, FlowLog>;
}

export interface FlowLog extends TopLevel {
  readonly targetResourceId: string;
  settings: FlowLogSettings;
}

export interface FlowLogSettings {
  readonly storageId: string;
  readonly enabled: boolean;
  readonly retentionPolicy: { readonly days: number; readonly enabled: boolean };
  readonly format: { readonly type: "JSON"; readonly version: number };
}
