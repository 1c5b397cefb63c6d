import type { WireCall } from "./wire.ts";

/** Where a resource lives. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** State that every account has apart in every region, made when it is first asked for. */
export class Scoped<T> {
  readonly #make: (place: Place) => T;
  readonly #byPlace = new Map<string, T>();

  constructor(make: (place: Place) => T) {
    this.#make = make;
  }

  at({ account, region }: Place): T {
    const key = `${account}/${region}`;
    const known = this.#byPlace.get(key);
    if (known !== undefined) return known;
    const made = this.#make({ account, region });
    this.#byPlace.set(key, made);
    return made;
  }

  all(): T[] {
    return [...this.#byPlace.values()];
  }
}

/** The place that an ARN names, as `arn:aws:service:region:account:…`. */
export function placeOf(arn: string): Place {
  const [, , , region = "", account = ""] = arn.split(":");
  return { account, region };
}

/** `arn:aws:<service>:<region>:<account>:<resource>` in the caller's place. */
export function arnAt(place: Place | WireCall, service: string, resource: string): string {
  return `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
}
