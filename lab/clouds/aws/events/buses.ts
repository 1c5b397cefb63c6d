import type { TargetInput } from "../../../workflow/input-transformer.ts";
import { AwsError } from "../aws-error.ts";
import { Policy } from "../iam/policy.ts";
import { arnAt, type Place, placeOf } from "../scoped.ts";

export interface Target extends TargetInput {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly description?: string | undefined;
  readonly pattern?: string | undefined;
  readonly schedule?: string | undefined;
  readonly enabled: boolean;
  /** Matches an event against the pattern; a rule with no pattern matches none. */
  readonly matches: (event: unknown) => boolean;
  readonly targets: Map<string, Target>;
}

export interface EventBus {
  readonly arn: string;
  readonly name: string;
  readonly place: Place;
  readonly rules: Map<string, Rule>;
  policy: Policy;
}

/** The event buses of all accounts; every place has one called `default`. */
export class EventBuses {
  readonly #byArn = new Map<string, EventBus>();

  create(place: Place, name: string): EventBus {
    const arn = arnAt(place, "events", `event-bus/${name}`);
    if (this.#byArn.has(arn)) throw new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
    const bus: EventBus = { arn, name, place, rules: new Map(), policy: { Statement: [] } };
    this.#byArn.set(arn, bus);
    return bus;
  }

  /** By name in a place, or by ARN. Throws ResourceNotFoundException. */
  find(place: Place, nameOrArn = "default"): EventBus {
    const bus = this.lookUp(place, nameOrArn);
    if (bus !== undefined) return bus;
    throw new AwsError("ResourceNotFoundException", `Event bus ${nameOrArn} does not exist.`);
  }

  lookUp(place: Place, nameOrArn: string): EventBus | undefined {
    const arn = nameOrArn.startsWith("arn:") ? nameOrArn : arnAt(place, "events", `event-bus/${nameOrArn}`);
    const bus = this.#byArn.get(arn);
    return bus === undefined && arn.endsWith(":event-bus/default") ? this.create(placeOf(arn), "default") : bus;
  }

  at(place: Place): EventBus[] {
    this.find(place);
    return [...this.#byArn.values()].filter(
      (bus) => bus.place.account === place.account && bus.place.region === place.region,
    );
  }

  /** Adds a statement to what a bus allows others, or replaces the one of the same Sid. */
  allow(bus: EventBus, sid: string, statement: unknown): void {
    const [parsed] = Policy.parse({ Statement: statement }).Statement;
    if (parsed === undefined) return;
    const others = bus.policy.Statement.filter((old) => old.Sid !== sid);
    bus.policy = { ...bus.policy, Statement: [...others, { ...parsed, Sid: sid }] };
  }
}
