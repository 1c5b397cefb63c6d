import {
  CreateFlowLogsCommand,
  DeleteFlowLogsCommand,
  type Filter,
  type FlowLog,
  paginateDescribeFlowLogs,
} from "@aws-sdk/client-ec2";
import { locate, type Place, placeKey } from "../../core/connection/network-id.ts";
import { flowLogGroup, flowLogRole } from "../../core/flows/names.ts";
import { flowLogsKey } from "../../core/intent/tags.ts";
import type { FlowLogsKept, FlowLogsWanted } from "../flow-logs.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { collect } from "./pages.ts";
import { partitionOf } from "./places.ts";
import { toTags } from "./translate-tags.ts";

const traffic = { rejected: "REJECT", all: "ALL" } as const;

/** Two reads a place: ours by their tag, and whatever logs the networks that are to be logged. */
export async function keepFlowLogs(
  ec2: Ec2Clients,
  place: Place,
  wanted: readonly FlowLogsWanted[],
): Promise<FlowLogsKept> {
  const own = await describe(ec2, place, { Name: "tag-key", Values: [flowLogsKey] });
  const ours = own.filter(({ Tags }) => flowLogsKey in toTags(Tags));
  const stale = ours.filter((log) => !wanted.some((one) => serves(log, one)));
  if (stale.length > 0) await remove(ec2, place, stale);
  const ids = wanted.map(({ network }) => locate(network).localId);
  const all = ids.length === 0 ? [] : await describe(ec2, place, { Name: "resource-id", Values: ids });
  const missing = wanted.filter((one) => !all.some((log) => serves(log, one)));
  const problems: string[] = [];
  for (const one of missing) problems.push(...(await create(ec2, place, one)));
  return { made: missing.length - problems.length, removed: stale.length, problems };
}

/** Whether a flow log holds what is asked for, where we look. */
function serves({ ResourceId, TrafficType, LogGroupName }: FlowLog, { network, which }: FlowLogsWanted): boolean {
  const isEnough = TrafficType === "ALL" || TrafficType === traffic[which];
  return ResourceId === locate(network).localId && LogGroupName === flowLogGroup && isEnough;
}

function describe(ec2: Ec2Clients, place: Place, filter: Filter): Promise<readonly FlowLog[]> {
  return attempt(`read the flow logs of ${placeKey(place)}`, () =>
    collect(paginateDescribeFlowLogs(ec2.paged(place), { Filter: [filter] }), ({ FlowLogs }) => FlowLogs),
  );
}

async function create(ec2: Ec2Clients, place: Place, { network, which }: FlowLogsWanted): Promise<readonly string[]> {
  const { account, region, localId } = locate(network);
  const command = new CreateFlowLogsCommand({
    ...{ ResourceType: "VPC", ResourceIds: [localId], TrafficType: traffic[which], MaxAggregationInterval: 600 },
    ...{ LogDestinationType: "cloud-watch-logs", LogGroupName: flowLogGroup },
    DeliverLogsPermissionArn: `arn:${partitionOf(region)}:iam::${account}:role/${flowLogRole}`,
    TagSpecifications: [{ ResourceType: "vpc-flow-log", Tags: [{ Key: flowLogsKey, Value: localId }] }],
  });
  const { Unsuccessful = [] } = await attempt(`log the flows of ${network}`, () => ec2.at(place).send(command));
  // One that was made twice at once is there.
  return Unsuccessful.filter(({ Error: error }) => error?.Code !== "FlowLogAlreadyExists").map(
    ({ Error: error }) =>
      `the flows of ${localId} are not logged: ${error?.Message ?? error?.Code ?? "no reason given"}`,
  );
}

async function remove(ec2: Ec2Clients, place: Place, logs: readonly FlowLog[]): Promise<void> {
  const FlowLogIds = logs.flatMap(({ FlowLogId }) => FlowLogId ?? []);
  await attempt(`remove flow logs of ${placeKey(place)}`, () =>
    ec2.at(place).send(new DeleteFlowLogsCommand({ FlowLogIds })),
  );
}
