import { type GcpCloud, type GcpOptions, startGcp } from "../../../../lab/clouds/gcp/gcp-cloud.ts";
import { VirtualClock } from "../../../../lab/world/clock.ts";
import { Fabric } from "../../../../lab/world/fabric.ts";
import { Faults } from "../../../../lab/world/faults.ts";
import { Journal } from "../../../../lab/world/journal.ts";
import { SeededRandom } from "../../../../lab/world/random.ts";
import { type CheckedFront, startCheckedFront } from "./checked-front.ts";

/** An answer, read. `body` is what the JSON holds, for tests to look into. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the form that its own test expects of it.
  readonly body: any;
}

interface World {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly fabric: Fabric;
  /** What the lab had to say. */
  readonly warnings: string[];
  readonly gcp: GcpCloud;
}

/** Google Cloud of the lab, in a world of its own; every answer of Compute is checked on its way. */
export class GcpLab {
  readonly world: World;
  readonly #front: CheckedFront;

  constructor(world: World, front: CheckedFront) {
    this.world = world;
    this.#front = front;
  }

  get port(): number {
    return this.#front.port;
  }

  /** Asks with a path below `/compute/v1/projects/`, or any path that begins with a slash. */
  async ask(verb: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const url = `http://127.0.0.1:${this.port}${path.startsWith("/") ? path : `/compute/v1/projects/${path}`}`;
    const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const answer = await fetch(url, {
      method: verb,
      headers: { "content-type": "application/json", ...headers },
      ...sent,
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  }

  /** Begins an operation and lets it end; gives the operation as it is then. */
  async run(verb: string, path: string, body?: unknown): Promise<Answer> {
    const begun = await this.ask(verb, path, body);
    if (begun.status !== 200) return begun;
    await this.world.clock.settle();
    return this.ask("GET", new URL(begun.body.selfLink).pathname);
  }

  /** Closes the lab; throws when an answer was not as Google defines it. */
  async close(): Promise<void> {
    await this.#front.close();
    await this.world.gcp.close();
    if (this.#front.flaws.length > 0) throw new Error(`answers with flaws:\n${this.#front.flaws.join("\n")}`);
  }
}

export async function startGcpLab(
  options: Partial<Pick<GcpOptions, "limits" | "awsIdentities">> = {},
): Promise<GcpLab> {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const fabric = new Fabric(() => clock.now());
  const base = { clock, fabric, journal: new Journal(), faults: new Faults(new SeededRandom(2)) };
  const warnings: string[] = [];
  const gcp = await startGcp({
    ...{ ...base, random: new SeededRandom(1), projects: ["lab-a", "lab-b"], ...options },
    warn: (message) => void warnings.push(message),
  });
  return new GcpLab({ ...base, warnings, gcp }, await startCheckedFront(gcp.endpoint));
}
