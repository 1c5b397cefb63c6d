import { connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import type { Peering } from "../../core/connection/network.ts";
import type { Place } from "../../core/connection/network-id.ts";
import { createAwsProvider } from "../../providers/aws/provider.ts";
import type { Provider } from "../../providers/provider.ts";
import { makeVpc } from "./build.ts";
import type { ContractWorld, Gap } from "./contract-world.ts";
import { Tap } from "./tap.ts";

interface Opened {
  readonly world: ContractWorld;
  readonly provider: Provider;
  readonly tap: Tap;
}

/** What every test of the suite works with; open before the first of them runs. */
export class Subject {
  readonly gaps: ReadonlySet<Gap>;
  #opened: Opened | undefined;

  constructor(gaps: readonly Gap[]) {
    this.gaps = new Set(gaps);
  }

  /** Puts the provider before a server, with pages as small as EC2 allows, so that lists have more than one. */
  async open(world: ContractWorld): Promise<void> {
    const tap = await Tap.open(world.endpoint);
    const sdk = { ...world.config.sdk, endpoint: tap.endpoint };
    const config = { ...world.config, hubAccount: world.hub, pageSize: 5, sdk };
    this.#opened = { world, tap, provider: createAwsProvider(config, Date.now) };
  }

  async close(): Promise<void> {
    await this.tap.stop();
    await this.world.stop();
  }

  get world(): ContractWorld {
    return this.#open.world;
  }

  get provider(): Provider {
    return this.#open.provider;
  }

  get tap(): Tap {
    return this.#open.tap;
  }

  get #open(): Opened {
    if (this.#opened === undefined) throw new Error("the subject is not open yet");
    return this.#opened;
  }
}

export interface PlacePair {
  readonly given: string;
  readonly places: (world: ContractWorld) => readonly [Place, Place];
}

export const samePlace: PlacePair = {
  given: "one account and region",
  places: ({ hub, regions: [a] }) => [at(hub, a), at(hub, a)],
};

export const twoAccounts: PlacePair = {
  given: "two accounts",
  places: ({ hub, member, regions: [a] }) => [at(hub, a), at(member, a)],
};

export const twoRegions: PlacePair = {
  given: "two regions",
  places: ({ hub, regions: [a, b] }) => [at(hub, a), at(hub, b)],
};

export const farApart: PlacePair = {
  given: "two accounts and regions",
  places: ({ hub, member, regions: [a, b] }) => [at(hub, a), at(member, b)],
};

/** How two networks can lie to each other. */
export const placePairs = [samePlace, twoAccounts, twoRegions, farApart] as const;

/** Two VPCs, in canonical order. */
export async function makePair({ world }: Subject, { places }: PlacePair): Promise<Pair> {
  const [one, other] = places(world);
  return pairOf(
    await makeVpc(world, one, { prefixes: ["10.1.0.0/16"] }),
    await makeVpc(world, other, { prefixes: ["10.2.0.0/16"] }),
  );
}

/** Joins a pair as the state machine does: again and again while it is not visible yet. */
export async function joinPair({ world, provider }: Subject, pair: Pair): Promise<Peering> {
  const { id } = await provider.requestPeering(pair, connectionIdOf(pair));
  await patiently(world, () => provider.acceptPeering(pair, id));
  await world.advance(60);
  return provider.readPeering(pair, id);
}

/** Repeats what is only not visible yet, letting time pass. */
async function patiently<T>(world: ContractWorld, work: () => Promise<T>): Promise<T> {
  for (let patience = 60; ; patience--) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "NotYetVisible" || patience === 0) throw error;
      await world.advance(5);
    }
  }
}

function at(account: string, region: string): Place {
  return { account, region };
}
