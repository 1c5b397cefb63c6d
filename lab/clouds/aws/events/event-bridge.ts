import { compileEventPattern } from "../../../workflow/event-pattern.ts";
import type { VirtualClock } from "../../../world/clock.ts";
import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";
import type { Caller } from "../credentials.ts";
import { arnAt, type Place, placeOf } from "../scoped.ts";
import type { CloudEvent } from "../wire.ts";
import { type EventBus, EventBuses, type Rule, type Target } from "./buses.ts";
import { type DeliveryRecord, deliver, type TargetPorts } from "./delivery.ts";
import { mayPut, type PutEventsInput, putEvents, wholeSeconds } from "./put-events.ts";
import { startSchedule } from "./schedules.ts";

/** An event that a bus took in. */
export interface ArchivedEvent {
  /** Epoch milliseconds of the virtual clock. */
  readonly at: number;
  readonly bus: string;
  readonly event: CloudEvent;
  /** ARNs of the rules that it matched. */
  readonly rules: readonly string[];
}

export interface NewRule {
  readonly place: Place;
  readonly bus: string;
  readonly name: string;
  readonly pattern?: string | undefined;
  readonly schedule?: string | undefined;
  readonly enabled: boolean;
  readonly description?: string | undefined;
}

interface EventBridgeOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** How targets other than buses are reached. */
  readonly ports: Omit<TargetPorts, "forward">;
}

/** EventBridge: takes events in, finds the rules that they match, and has them delivered. */
export class EventBridge {
  readonly buses = new EventBuses();
  readonly archive: ArchivedEvent[] = [];
  readonly deliveries: DeliveryRecord[] = [];
  readonly #options: EventBridgeOptions;
  readonly #cancelSchedule = new Map<string, () => void>();

  constructor(options: EventBridgeOptions) {
    this.#options = options;
  }

  putEvents(place: Place, caller: Caller, { Entries }: (typeof PutEventsInput)["_output"]) {
    const { clock, random } = this.#options;
    const { buses } = this;
    const ingest = (bus: EventBus, event: CloudEvent) => this.ingest(bus, event);
    return putEvents({ buses, now: () => clock.now(), eventId: () => random.uuid(), ingest }, place, caller, Entries);
  }

  /** Takes an event into a bus, from whoever is trusted to: a cloud's own service, or a call that was checked. */
  ingest(bus: EventBus, event: CloudEvent): void {
    const rules = [...bus.rules.values()].filter((rule) => rule.enabled && rule.matches(event));
    this.archive.push({ at: this.#options.clock.now(), bus: bus.arn, event, rules: rules.map(({ arn }) => arn) });
    for (const rule of rules) this.#deliver(rule, event);
  }

  /** Makes or changes a rule; its targets stay. Throws InvalidEventPatternException, ValidationException. */
  putRule({ place, bus: busName, name, ...given }: NewRule): Rule {
    const bus = this.buses.find(place, busName);
    const matcher = checkedMatcher(bus, given);
    const path = bus.name === "default" ? `rule/${name}` : `rule/${bus.name}/${name}`;
    const targets = bus.rules.get(name)?.targets ?? new Map();
    const rule: Rule = {
      name,
      arn: arnAt(bus.place, "events", path),
      bus: bus.name,
      ...given,
      matches: matcher,
      targets,
    };
    bus.rules.set(name, rule);
    this.#cancelSchedule.get(rule.arn)?.();
    if (rule.schedule !== undefined && rule.enabled) this.#startSchedule(bus, rule, rule.schedule);
    return rule;
  }

  putTargets(rule: Rule, targets: readonly Target[]): void {
    for (const target of targets) {
      if (target.Arn.split(":")[2] === "states" && target.RoleArn === undefined) {
        throw new AwsError("ValidationException", `RoleArn is required for target ${target.Arn}.`);
      }
      rule.targets.set(target.Id, target);
    }
  }

  deleteRule(bus: EventBus, name: string): void {
    const rule = bus.rules.get(name);
    if (rule !== undefined && rule.targets.size > 0) {
      throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
    }
    if (rule !== undefined) this.#cancelSchedule.get(rule.arn)?.();
    bus.rules.delete(name);
  }

  #startSchedule(bus: EventBus, rule: Rule, expression: string): void {
    const { clock, random } = this.#options;
    const fire = () => {
      const event: CloudEvent = {
        ...{ version: "0", id: random.uuid(), "detail-type": "Scheduled Event", source: "aws.events" },
        ...{ account: bus.place.account, time: wholeSeconds(clock.now()), region: bus.place.region },
        ...{ resources: [rule.arn], detail: {} },
      };
      this.archive.push({ at: clock.now(), bus: bus.arn, event, rules: [rule.arn] });
      this.#deliver(rule, event);
    };
    try {
      this.#cancelSchedule.set(rule.arn, startSchedule(clock, expression, fire));
    } catch (error) {
      throw new AwsError("ValidationException", error instanceof Error ? error.message : String(error));
    }
  }

  #deliver(rule: Rule, event: CloudEvent): void {
    const { clock, ports } = this.#options;
    const record = (delivery: DeliveryRecord) => void this.deliveries.push(delivery);
    const forward: TargetPorts["forward"] = (arn, forwarded, from, roleArn) =>
      this.#forward(arn, forwarded, from, roleArn);
    for (const target of rule.targets.values())
      deliver({ clock, ports: { ...ports, forward }, record }, event, rule, target);
  }

  #forward(busArn: string, event: CloudEvent, rule: Rule, roleArn: string | undefined): void {
    const bus = this.buses.lookUp(placeOf(busArn), busArn);
    if (bus === undefined) throw new AwsError("RESOURCE_NOT_FOUND", `Event bus ${busArn} does not exist.`);
    const { account } = placeOf(rule.arn);
    const caller = { account, arn: rule.arn, userId: account, ...(roleArn === undefined ? {} : { roleArn }) };
    if (!mayPut(bus, caller, event)) {
      throw new AwsError("NO_PERMISSIONS", `the policy of ${busArn} does not let account ${account} put events`);
    }
    this.ingest(bus, event);
  }
}

function checkedMatcher(bus: EventBus, { pattern, schedule }: Pick<NewRule, "pattern" | "schedule">): Rule["matches"] {
  if (pattern === undefined && schedule === undefined) {
    throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (schedule !== undefined && bus.name !== "default") {
    throw new AwsError("ValidationException", "ScheduleExpression is supported only on the default event bus.");
  }
  if (pattern === undefined) return () => false;
  try {
    return compileEventPattern(JSON.parse(pattern));
  } catch (error) {
    throw new AwsError("InvalidEventPatternException", error instanceof Error ? error.message : String(error));
  }
}
