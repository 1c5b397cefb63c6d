import type { FlowLogProvider } from "../providers/flow-logs.ts";
import type { Environment } from "./environment.ts";
import { awsConfig } from "./load-provider.ts";

/** AWS's flow logs; their client is loaded by the functions alone that ask. */
export async function loadFlowLogs(environment: Environment): Promise<FlowLogProvider> {
  const { createAwsFlowLogs } = await import("../providers/aws/flow-queries.ts");
  return createAwsFlowLogs(awsConfig(environment), Date.now);
}

/** A provider that is loaded when it is first asked. */
export function lateFlowLogs(load: () => Promise<FlowLogProvider>): FlowLogProvider {
  let loaded: Promise<FlowLogProvider> | undefined;
  const of = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    keepFlowLogs: async (place, wanted) => (await of()).keepFlowLogs(place, wanted),
    startQuery: async (place, span) => (await of()).startQuery(place, span),
    readQuery: async (place, query) => (await of()).readQuery(place, query),
  };
}
