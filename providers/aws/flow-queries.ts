import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  ResourceNotFoundException,
  type ResultField,
  StartQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { parsePrefix } from "../../core/address-space/prefix.ts";
import { type Place, placeKey } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import type { RejectedFlow } from "../../core/flows/explain.ts";
import { flowLogGroup } from "../../core/flows/names.ts";
import type { FlowLogProvider, Span } from "../flow-logs.ts";
import { type AwsConfig, createEc2Clients, type Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { keepFlowLogs } from "./flow-logs.ts";

/** The fields that Logs Insights finds in flow logs of the default format (Logs Insights: supported logs). */
const query =
  'filter action = "REJECT" | stats sum(packets) as packets by srcAddr, dstAddr, dstPort, protocol | sort packets desc | limit 1000';

/** Flow logs of VPCs, in CloudWatch Logs. */
export function createAwsFlowLogs(config: AwsConfig, now: () => number): FlowLogProvider {
  const ec2 = createEc2Clients(config, now);
  return {
    keepFlowLogs: (place, wanted) => keepFlowLogs(ec2, place, wanted),
    startQuery: (place, span) => startQuery(ec2, place, span),
    readQuery: (place, id) => readQuery(ec2, place, id),
  };
}

async function startQuery(ec2: Ec2Clients, place: Place, { from, to }: Span): Promise<string | undefined> {
  const [startTime, endTime] = [seconds(from), seconds(to)];
  const command = new StartQueryCommand({ logGroupName: flowLogGroup, queryString: query, startTime, endTime });
  return attempt(`look into the flow logs of ${placeKey(place)}`, async () => {
    try {
      return (await logsAt(ec2, place).send(command)).queryId;
    } catch (error) {
      // The first flow makes it.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  });
}

async function readQuery(ec2: Ec2Clients, place: Place, queryId: string): Promise<readonly RejectedFlow[] | undefined> {
  const { status, results = [] } = await attempt(`read what the flow logs of ${placeKey(place)} have`, () =>
    logsAt(ec2, place).send(new GetQueryResultsCommand({ queryId })),
  );
  if (status === "Scheduled" || status === "Running") return undefined;
  if (status !== "Complete") throw new Invalid(`the look into the flow logs of ${placeKey(place)} ended ${status}`);
  return results.flatMap((row) => toFlow(row) ?? []);
}

const protocols: Readonly<Record<string, RejectedFlow["protocol"]>> = { "1": "icmp", "6": "tcp", "17": "udp" };

function toFlow(row: readonly ResultField[]): RejectedFlow | undefined {
  const textOf = (name: string) => row.find(({ field }) => field === name)?.value ?? "";
  const [source, destination] = [hostOf(textOf("srcAddr")), hostOf(textOf("dstAddr"))];
  if (source === undefined || destination === undefined) return undefined;
  return {
    ...{ source, destination, protocol: protocols[textOf("protocol")] ?? "other" },
    ...{ port: Number(textOf("dstPort")), packets: Number(textOf("packets")) },
  };
}

function hostOf(address: string) {
  const parsed = parsePrefix(`${address}/${address.includes(":") ? 128 : 32}`);
  return parsed.ok ? parsed.prefix : undefined;
}

function logsAt(ec2: Ec2Clients, place: Place): CloudWatchLogsClient {
  return new CloudWatchLogsClient(ec2.configAt(place));
}

function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
