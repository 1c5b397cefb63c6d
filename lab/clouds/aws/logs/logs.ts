import * as z from "zod";
import { jsonService, reads } from "../json-protocol.ts";
import { arnAt, type Place, Scoped } from "../scoped.ts";
import type { AwsService } from "../wire.ts";

export interface LogLine {
  readonly group: string;
  /** Epoch milliseconds of the virtual clock. */
  readonly timestamp: number;
  readonly message: string;
}

const STREAM = "lab";
const DescribeGroups = z.object({ logGroupNamePrefix: z.string().default("") });
const Filter = z.object({ logGroupName: z.string(), filterPattern: z.string().default("") });

/** CloudWatch Logs, kept in memory: one stream a group, and filters that are plain words. */
export class Logs {
  readonly service: AwsService;
  readonly #lines = new Scoped<LogLine[]>(() => []);
  readonly #groups = new Scoped(() => new Set<string>());

  constructor() {
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
        GetLogEvents: reads(Filter, ({ logGroupName }, call) => ({ events: eventsOf(call, logGroupName) })),
      },
    });
  }
}
