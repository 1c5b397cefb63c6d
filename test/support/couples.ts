import type { Place } from "../../core/connection/network-id.ts";
import type { NetworkSketch } from "../../lab/scenarios/tenant.ts";
import type { DeployedWorld, Resident } from "./deployed-world.ts";

export const here: Place = { account: "111111111111", region: "us-east-1" };
const there: Place = { account: "222222222222", region: "eu-west-1" };

/** Two networks that want each other, with names and prefixes of their own. */
export interface Couple {
  readonly one: Resident;
  readonly two: Resident;
}

/** Builds couples whose prefixes and names differ from each other's. */
export class Couples {
  readonly #world: DeployedWorld;
  #block = 0;

  constructor(world: DeployedWorld) {
    this.#world = world;
  }

  /** The first stands in the hub; sketches and the second's place may be given. */
  async build(sketches: { one?: NetworkSketch; two?: NetworkSketch; place?: Place } = {}): Promise<Couple> {
    this.#block += 2;
    const block = this.#block;
    const { one = { prefixes: [`10.${block}.0.0/16`] }, two = { prefixes: [`10.${block + 1}.0.0/16`] } } = sketches;
    return {
      one: await this.#world.network(`one-${block}`, here, one),
      two: await this.#world.network(`two-${block}`, sketches.place ?? there, two),
    };
  }

  /** The first asks, the second accepts. */
  async tag({ one, two }: Couple): Promise<void> {
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
    await this.#world.settle();
  }

  /** What every refusal promises: a status that fits a tag, and nothing made. Returns the status. */
  async refused(network: Resident, mark: number): Promise<string> {
    await this.#world.settle();
    const status = (await this.#world.status(network)) ?? "";
    expect(status.length).toBeLessThanOrEqual(256);
    expect(this.#world.changesSince(mark)).toEqual([]);
    return status;
  }
}
