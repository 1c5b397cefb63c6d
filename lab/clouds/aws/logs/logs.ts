import * as z from "zod";
import type { VirtualClock } from "../../../world/clock.ts";
import { AwsError } from "../aws-error.ts";
import { jsonService, reads } from "../json-protocol.ts";
import { arnAt, type Place, Scoped } from "../scoped.ts";
import type { AwsService } from "../wire.ts";
import { type QueryRow, runFlowQuery } from "./flow-query.ts";

export interface LogLine {
  readonly group: string;
  /** Epoch milliseconds of the virtual clock. */
  readonly timestamp: number;
  readonly message: string;
}

interface Query {
  readonly results: readonly QueryRow[];
  /** Epoch milliseconds. */
  readonly ready: number;
}

/** What a query takes: longer than the first look waits. */
const QUERY_MS = 15_000;
const Start = z.object({
  logGroupName: z.string(),
  queryString: z.string(),
  startTime: z.number(),
  endTime: z.number(),
});
const STREAM = "lab";
const DescribeGroups = z.object({ logGroupNamePrefix: z.string().default("") });
const Filter = z.object({ logGroupName: z.string(), filterPattern: z.string().default("") });

/** CloudWatch Logs, kept in memory: one stream a group, and filters that are plain words. */
export class Logs {
  readonly service: AwsService;
  readonly #lines = new Scoped<LogLine[]>(() => []);
  readonly #queries = new Map<string, Query>();
  readonly #clock: VirtualClock;
  readonly #groups = new Scoped(() => new Set<string>());

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.service = this.#service();
  }

  createGroup(place: Place, group: string): void {
    this.#groups.at(place).add(group);
  }

  write(place: Place, line: LogLine): void {
    this.createGroup(place, line.group);
    this.#lines.at(place).push(line);
  }

  lines(): LogLine[] {
    return this.#lines.all().flat();
  }

  #service(): AwsService {
    const eventsOf = (place: Place, group: string) =>
      this.#lines
        .at(place)
        .filter((line) => line.group === group)
        .map(({ timestamp, message }, index) => ({
          ...{ timestamp, message, ingestionTime: timestamp, logStreamName: STREAM, eventId: String(index) },
        }));
    return jsonService({
      name: "logs",
      version: "1.1",
      actions: {
        DescribeLogGroups: reads(DescribeGroups, ({ logGroupNamePrefix }, call) => ({
          logGroups: [...this.#groups.at(call)]
            .filter((name) => name.startsWith(logGroupNamePrefix))
            .map((logGroupName) => ({ logGroupName, arn: arnAt(call, "logs", `log-group:${logGroupName}:*`) })),
        })),
        DescribeLogStreams: reads(z.object({}), () => ({ logStreams: [{ logStreamName: STREAM }] })),
        FilterLogEvents: reads(Filter, ({ logGroupName, filterPattern }, call) => {
          const words = filterPattern.replaceAll('"', "").split(/\s+/);
          const events = eventsOf(call, logGroupName);
          return { events: events.filter(({ message }) => words.every((word) => message.includes(word))) };
        }),
        StartQuery: reads(Start, ({ logGroupName, queryString, startTime, endTime }, call) => {
          if (!this.#groups.at(call).has(logGroupName)) {
            throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
          }
          const span = (line: LogLine) => line.timestamp >= startTime * 1000 && line.timestamp <= endTime * 1000;
          const lines = this.#lines.at(call).filter((line) => line.group === logGroupName && span(line));
          const queryId = `query-${this.#queries.size + 1}`;
          const results = runFlowQuery(
            queryString,
            lines.map(({ message }) => message),
          );
          this.#queries.set(queryId, { results, ready: this.#clock.now() + QUERY_MS });
          return { queryId };
        }),
        GetQueryResults: reads(z.object({ queryId: z.string() }), ({ queryId }) => {
          const query = this.#queries.get(queryId);
          if (query === undefined)
            throw new AwsError("ResourceNotFoundException", "The specified query does not exist.");
          const isReady = this.#clock.now() >= query.ready;
          return { status: isReady ? "Complete" : "Running", results: isReady ? query.results : [] };
        }),
        GetLogEvents: reads(Filter, ({ logGroupName }, call) => ({ events: eventsOf(call, logGroupName) })),
      },
    });
  }
}
