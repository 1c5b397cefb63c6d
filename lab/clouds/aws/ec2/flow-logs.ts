import { AwsError } from "../aws-error.ts";
import type { Ec2Action, Ec2Call } from "./action.ts";
import { invalidValue, missingParameter } from "./errors.ts";
import { type FilterTable, filterRows } from "./filters.ts";
import { DRY_RUN, PAGING, required, TAG_SPECIFICATION, text, texts } from "./form.ts";
import { lookUp } from "./ids.ts";
import { pageOf } from "./paging.ts";
import type { Tags } from "./resources.ts";
import { readTagSpecification, tagSetIfAny } from "./tags.ts";
import { list, type XmlTree } from "./xml.ts";

export interface FlowLog {
  readonly id: string;
  readonly vpcId: string;
  readonly trafficType: string;
  readonly logGroupName: string;
  readonly roleArn: string;
  readonly interval: string;
  readonly createdAt: number;
  readonly tags: Tags;
}

const INTERVALS = ["60", "600"];

/** Flow logs of VPCs that go to CloudWatch Logs. EC2 answers for each resource by itself: 200, and what failed in a list. */
export const flowLogActions: Readonly<Record<string, Ec2Action>> = {
  CreateFlowLogs: {
    parameters: [
      ...[...DRY_RUN, ...TAG_SPECIFICATION, "ResourceId.n", "ResourceType", "TrafficType", "LogDestinationType"],
      ...["LogGroupName", "DeliverLogsPermissionArn", "MaxAggregationInterval"],
    ],
    run(call) {
      const { form, place } = call;
      if (required(form, "ResourceType") !== "VPC") throw unknownValue("ResourceType", required(form, "ResourceType"));
      const destination = text(form, "LogDestinationType") ?? "cloud-watch-logs";
      if (destination !== "cloud-watch-logs") throw unknownValue("LogDestinationType", destination);
      const interval = text(form, "MaxAggregationInterval") ?? "600";
      if (!INTERVALS.includes(interval)) throw unknownValue("MaxAggregationInterval", interval);
      const trafficType = required(form, "TrafficType");
      if (!["ACCEPT", "REJECT", "ALL"].includes(trafficType)) throw unknownValue("TrafficType", trafficType);
      // Documented as required for cloud-watch-logs.
      const roleArn = text(form, "DeliverLogsPermissionArn");
      if (roleArn === undefined) throw missingParameter("DeliverLogsPermissionArn");
      const asked = { trafficType, interval, roleArn, logGroupName: required(form, "LogGroupName") };
      const made: string[] = [];
      const failed: XmlTree[] = [];
      for (const vpcId of texts(form, "ResourceId")) {
        const failure = failureOf(call, vpcId, asked);
        if (failure === undefined) made.push(create(call, { vpcId, ...asked }).id);
        else failed.push({ resourceId: vpcId, error: { code: failure.code, message: failure.message } });
      }
      return { flowLogIdSet: { item: made }, unsuccessful: list(failed) };

      function create({ state }: Ec2Call, log: Omit<FlowLog, "id" | "createdAt" | "tags">): FlowLog {
        const tags = readTagSpecification(form, "vpc-flow-log");
        const flowLog: FlowLog = {
          ...log,
          id: state.newResourceId("vpc-flow-log"),
          createdAt: state.clock.now(),
          tags,
        };
        place.flowLogs.set(flowLog.id, flowLog);
        return flowLog;
      }
    },
  },
  DescribeFlowLogs: {
    // The only Describe whose filters are called Filter without an s, as the parameter's name in the query is anyway.
    parameters: [...DRY_RUN, ...PAGING, "Filter.n.Name", "Filter.n.Value.n", "FlowLogId.n"],
    run({ form, place }) {
      const asked = texts(form, "FlowLogId");
      const rows = [...place.flowLogs.values()].filter(({ id }) => asked.length === 0 || asked.includes(id));
      const matching = filterRows(form, rows, FILTERS, ({ tags }) => tags);
      const page = pageOf(form, matching, ({ id }) => id);
      return { flowLogSet: list(page.rows.map(render)), nextToken: page.nextToken };
    },
  },
  DeleteFlowLogs: {
    parameters: [...DRY_RUN, "FlowLogId.n"],
    run({ form, place }) {
      const gone = texts(form, "FlowLogId").filter((id) => !place.flowLogs.delete(id));
      const message = (id: string) => `The flow log ID '${id}' does not exist`;
      return {
        unsuccessful: list(
          gone.map((id) => ({ resourceId: id, error: { code: "InvalidFlowLogId.NotFound", message: message(id) } })),
        ),
      };
    },
  },
};

const FILTERS: FilterTable<FlowLog> = {
  "flow-log-id": ({ id }) => [id],
  "log-group-name": ({ logGroupName }) => [logGroupName],
  "resource-id": ({ vpcId }) => [vpcId],
  "traffic-type": ({ trafficType }) => [trafficType],
};

function failureOf(
  { place }: Ec2Call,
  vpcId: string,
  asked: Pick<FlowLog, "trafficType" | "logGroupName">,
): AwsError | undefined {
  try {
    lookUp(place.vpcs, "vpc", vpcId);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  const same = [...place.flowLogs.values()].find(
    (log) => log.vpcId === vpcId && log.logGroupName === asked.logGroupName && log.trafficType === asked.trafficType,
  );
  if (same === undefined) return undefined;
  return new AwsError(
    "FlowLogAlreadyExists",
    `There is an existing Flow Log with the same configuration and log destination.`,
  );
}

function unknownValue(name: string, value: string): AwsError {
  return invalidValue(`Value (${value}) for parameter ${name} is invalid.`);
}

function render(log: FlowLog): XmlTree {
  return {
    flowLogId: log.id,
    resourceId: log.vpcId,
    trafficType: log.trafficType,
    logDestinationType: "cloud-watch-logs",
    logGroupName: log.logGroupName,
    deliverLogsPermissionArn: log.roleArn,
    deliverLogsStatus: "SUCCESS",
    flowLogStatus: "ACTIVE",
    maxAggregationInterval: log.interval,
    creationTime: new Date(log.createdAt).toISOString(),
    tagSet: tagSetIfAny(log.tags),
  };
}
