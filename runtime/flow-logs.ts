import { randomUUID } from "node:crypto";
import { type Cloud, cloudOfAccount } from "../core/connection/network-id.ts";
import type { FlowLogKeeper, FlowLogProvider } from "../providers/flow-logs.ts";
import type { Environment } from "./environment.ts";
import { awsConfig, azureConfig, gcpConfig } from "./load-provider.ts";

/** Flow logs of all clouds, which are kept wherever a place is and looked into on AWS. Each client is loaded when asked. */
export function createFlowLogs(environment: Environment): FlowLogProvider {
  const aws = once(async () => {
    const { createAwsFlowLogs } = await import("../providers/aws/flow-queries.ts");
    return createAwsFlowLogs(awsConfig(environment), Date.now);
  });
  const keepers: Readonly<Record<Cloud, () => Promise<FlowLogKeeper>>> = {
    aws,
    gcp: once(async () => {
      const { createGcpFlowLogs } = await import("../providers/gcp/flow-logs.ts");
      return createGcpFlowLogs(gcpConfig(environment), randomUUID);
    }),
    azure: once(async () => {
      const { createAzureFlowLogs } = await import("../providers/azure/flow-logs.ts");
      return createAzureFlowLogs(azureConfig(environment), environment.AZURE?.flowLogStorage ?? {});
    }),
  };
  return {
    keepFlowLogs: async (place, wanted) => {
      const keeper = await keepers[cloudOfAccount(place.account) ?? "aws"]();
      return keeper.keepFlowLogs(place, wanted);
    },
    startQuery: async (place, span) => (await aws()).startQuery(place, span),
    readQuery: async (place, query) => (await aws()).readQuery(place, query),
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
