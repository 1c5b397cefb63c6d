import { request } from "node:https";
import { text } from "node:stream/consumers";
import { NetworkManagementClient } from "@azure/arm-network";
import { type AzureCloud, type AzureCloudOptions, startAzure } from "../../../../lab/clouds/azure/azure-cloud.ts";
import { VirtualClock } from "../../../../lab/world/clock.ts";
import { Faults } from "../../../../lab/world/faults.ts";
import { Journal } from "../../../../lab/world/journal.ts";
import { SeededRandom } from "../../../../lab/world/random.ts";
import { specificationProblems } from "./definitions/specification.ts";
import { type Seen, seen } from "./exchange.ts";
import { presenceProblems } from "./presence.ts";

export const TENANT = "10000000-0000-4000-8000-000000000001";
export const OTHER_TENANT = "10000000-0000-4000-8000-000000000002";
export const HUB = "20000000-0000-4000-8000-000000000001";
export const SPOKE = "20000000-0000-4000-8000-000000000002";
export const FOREIGN = "20000000-0000-4000-8000-000000000003";
export const APPLICATION = "30000000-0000-4000-8000-000000000001";
const START = Date.UTC(2026, 10, 23, 12);
const VERSION = "2026-01-01";
export const GROUP = "rg";

const applications = [{ clientId: APPLICATION, federatedSubject: "arn:aws:iam::111111111111:role/crosspeer" }];

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export interface Ask {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the tenant of the hub. */
  readonly tenant?: string;
}

interface Parts {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly faults: Faults;
  /** In the order of their answers. */
  readonly exchanges: Seen[];
}

/** The lab's Azure on loopback. What it answers is kept, and checked when it stops. */
export class AzureLab {
  readonly cloud: AzureCloud;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly exchanges: readonly Seen[];

  static async start(options: Partial<AzureCloudOptions> = {}): Promise<AzureLab> {
    const faults = new Faults(new SeededRandom(5));
    const parts: Parts = { clock: new VirtualClock(START), journal: new Journal(), faults, exchanges: [] };
    const cloud = await startAzure({
      ...{ ...parts, random: new SeededRandom(7), throttling: "off" },
      tenants: [
        { id: TENANT, subscriptions: [HUB, SPOKE], applications },
        { id: OTHER_TENANT, subscriptions: [FOREIGN], applications },
      ],
      observe: (exchange) => parts.exchanges.push(seen(exchange)),
      warn: () => {},
      ...options,
    });
    return new AzureLab(cloud, parts);
  }

  private constructor(cloud: AzureCloud, { clock, journal, faults, exchanges }: Parts) {
    this.cloud = cloud;
    this.clock = clock;
    this.journal = journal;
    this.faults = faults;
    this.exchanges = exchanges;
  }

  token(tenant = TENANT): string {
    return this.cloud.token({ tenant, application: APPLICATION });
  }

  client(subscription = HUB): NetworkManagementClient {
    const credential = { getToken: async () => ({ token: this.token(), expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
    const options = {
      endpoint: this.cloud.endpoint,
      tlsOptions: { ca: this.cloud.ca },
      retryOptions: { maxRetries: 0 },
    };
    return new NetworkManagementClient(credential, subscription, options);
  }

  /** A call as any client would make it. The path may lack the version. */
  async call(method: string, path: string, body?: unknown, ask: Ask = {}): Promise<Answer> {
    const url = new URL(path, this.cloud.endpoint);
    if (!url.searchParams.has("api-version")) url.searchParams.set("api-version", VERSION);
    if (ask.query !== undefined)
      for (const [key, value] of new URLSearchParams(ask.query)) url.searchParams.set(key, value);
    const headers = { authorization: `Bearer ${this.token(ask.tenant)}`, ...ask.headers };
    return send({ method, url, headers, ca: this.cloud.ca, body });
  }

  /** A PUT that is waited for. */
  async put(path: string, body: unknown, ask: Ask = {}): Promise<Answer> {
    const answer = await this.call("PUT", path, body, ask);
    await this.clock.settle();
    return answer;
  }

  /** Stops the lab; throws when some answer was not as Microsoft's definitions and recorded answers have it. */
  async stop(): Promise<void> {
    await this.cloud.close();
    for (const exchange of this.exchanges) {
      const problems = [...presenceProblems(exchange), ...(await specificationProblems(exchange))];
      if (problems.length > 0) throw new Error(`${exchange.method} ${exchange.url}:\n${problems.join("\n")}`);
    }
  }
}

interface Send {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: string;
  readonly body: unknown;
}

export function send({ method, url, headers, ca, body }: Send): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ca, agent: false }, (response) => {
      text(response).then((content) => {
        const names = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        const parsed: unknown = content === "" ? undefined : JSON.parse(content);
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(names), body: parsed });
      }, reject);
    });
    sent.on("error", reject);
    sent.end(typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body));
  });
}
