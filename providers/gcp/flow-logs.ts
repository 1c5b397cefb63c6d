import { createHash } from "node:crypto";
import * as z from "zod";
import type { NetworkId, Place } from "../../core/connection/network-id.ts";
import { labelKeyOf } from "../../core/intent/label.ts";
import { flowLogsKey } from "../../core/intent/tags.ts";
import type { FlowLogKeeper, FlowLogsKept, FlowLogsWanted } from "../flow-logs.ts";
import { createGcpClients, type GcpClients, type GcpConfig } from "./client.ts";
import { attempt, isNotFound } from "./faults.ts";
import { toNetworkId } from "./translate.ts";

const Listed = z.object({
  vpcFlowLogsConfigs: z
    .array(
      z.object({
        name: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
        /** Absent where a subnet or a tunnel is logged. */
        network: z.string().exactOptional(),
        state: z.string().default("ENABLED"),
        filterExpr: z.string().default(""),
      }),
    )
    .default([]),
  nextPageToken: z.string().default(""),
});
type FlowLogsConfig = z.infer<typeof Listed>["vpcFlowLogsConfigs"][number];

const ourLabel = labelKeyOf(flowLogsKey);

/** Flow logs of networks and of the tunnels in them, in Cloud Logging. */
export function createGcpFlowLogs(config: GcpConfig, uuid: () => string): FlowLogKeeper {
  const gcp = createGcpClients(config, uuid);
  return { keepFlowLogs: (place, wanted) => keepFlowLogs(gcp, place, wanted) };
}

/**
 * One list a project, and a write for each difference. A flow logs configuration is an object of its own, with a name and
 * labels: the subnets, which hold settings of their owners, are left alone.
 */
async function keepFlowLogs(
  gcp: GcpClients,
  { account: project }: Place,
  wanted: readonly FlowLogsWanted[],
): Promise<FlowLogsKept> {
  const all = await attempt(`list the flow logs of ${project}`, () => list(gcp, project));
  const stale = all.filter((one) => ourLabel in one.labels && !wanted.some(({ network }) => serves(one, network)));
  for (const { name } of stale) await attempt(`remove flow logs ${name}`, () => remove(gcp, name));
  const missing = wanted.filter(({ network }) => !all.some((one) => serves(one, network)));
  for (const { network } of missing) await attempt(`log the flows of ${network}`, () => create(gcp, project, network));
  return { made: missing.length, removed: stale.length, problems: [] };
}

/** Whether a configuration logs all flows of a network. */
function serves({ network, state, filterExpr }: FlowLogsConfig, wanted: NetworkId): boolean {
  return toNetworkId(network) === wanted && state === "ENABLED" && ["", "true"].includes(filterExpr);
}

async function list(gcp: GcpClients, project: string): Promise<readonly FlowLogsConfig[]> {
  const found: FlowLogsConfig[] = [];
  for (let token = ""; ; ) {
    const page = token === "" ? "" : `?pageToken=${encodeURIComponent(token)}`;
    const answer = Listed.parse(await gcp.callManagement("GET", collection(project) + page));
    found.push(...answer.vpcFlowLogsConfigs);
    token = answer.nextPageToken;
    if (token === "") return found;
  }
}

/** Ten minutes a flow, as on AWS, and without what is known of the machines: the addresses are what we ask for. */
async function create(gcp: GcpClients, project: string, network: NetworkId): Promise<void> {
  const id = `crosspeer-${createHash("sha256").update(network).digest("hex").slice(0, 10)}`;
  await gcp.callManagement("POST", `${collection(project)}?vpcFlowLogsConfigId=${id}`, {
    ...{ network, state: "ENABLED", labels: { [ourLabel]: "all" } },
    ...{ aggregationInterval: "INTERVAL_10_MIN", flowSampling: 1, metadata: "EXCLUDE_ALL_METADATA" },
    description: "crosspeer: flow logs that a label asks for",
  });
}

async function remove(gcp: GcpClients, name: string): Promise<void> {
  try {
    await gcp.callManagement("DELETE", name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function collection(project: string): string {
  return `projects/${project}/locations/global/vpcFlowLogsConfigs`;
}
