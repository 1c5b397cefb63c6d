import { makeNetwork, networkPath, succeed } from "./builders.ts";
import { type Answer, type GcpLab, startGcpLab } from "./gcp-lab.ts";
import { FOLDER, present, type Recorded, recordedIn } from "./vendor/recordings.ts";

/** What the lab's answers have beside the recorded ones, or lack, and why. */
const ALLOWED = new Map([
  ["secondaryIpRanges", "GKE made them, on its own"],
  ["subnetworks", "the recording is of a moment without subnets"],
]);

const HEADERS = ["content-type", "server", "x-content-type-options", "x-frame-options", "x-xss-protection"];

const SEQUENCES = [
  "compute_v1beta1_computerouternat_computerouternatprivate_http_d7abfb96",
  "compute_v1beta1_computenetwork_computenetworkautocreatesubnets",
  "container_v1beta1_containercluster_containercluster_http_4966a6d0",
  "container_v1beta1_containercluster_containercluster-dnsendpoint-ipendpoint",
];

/** For recordings that begin with a network already there. */
const NETWORK = { name: "net", autoCreateSubnetworks: false, routingConfig: { routingMode: "REGIONAL" } };

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
});
afterEach(() => lab.close());

describe("recorded sequences, played again to the lab", () => {
  it(
    present ? "given recordings, then they are played" : `given NO recordings in ${FOLDER}, then NOTHING is played`,
    () => {
      expect(recordedIn("kcc-real").length > 0).toBe(present);
    },
  );

  it.each(present ? SEQUENCES : ["nothing"])(
    "given %s, then statuses, headers and structures are the same",
    async (name) => {
      const recorded = recordedIn("kcc-real", name).filter((exchange) => !isOfNat(exchange));
      expect(recorded.length > 0).toBe(present);
      if (!recorded.some(isNetworkInsert)) await succeed(lab, "POST", "lab-a/global/networks", NETWORK);
      const player = new Player();
      for (const exchange of untilSecondRemoval(recorded)) {
        const answer = await player.play(exchange);
        const place = `${exchange.method} ${exchange.url}`;
        expect([place, answer.status]).toEqual([place, exchange.status]);
        expect([place, headersOf(answer)]).toEqual([place, recordedHeaders(exchange)]);
        expect([place, structureOf(answer.body)]).toEqual([place, structureOf(exchange.responseBody)]);
        expect([place, outcomeOf(answer.body)]).toEqual([place, outcomeOf(exchange.responseBody)]);
      }
    },
  );

  it("given the removal of a network in use, then the operation fails with the recorded structure", async () => {
    const failed = recordedIn("kcc-real").filter(
      ({ responseBody }) => responseBody.httpErrorStatusCode !== undefined && responseBody.operationType === "delete",
    );
    expect(failed.length).toBe(present ? 2 : 0);
    await makeNetwork(lab, "lab-a/net");
    const rule = { name: "rule", network: networkPath("lab-a/net"), allowed: [{ IPProtocol: "all" }] };
    await succeed(lab, "POST", "lab-a/global/firewalls", rule);
    const { body } = await lab.run("DELETE", "lab-a/global/networks/net");
    for (const { responseBody } of failed) {
      expect(structureOf(body)).toEqual(structureOf(responseBody));
      expect(body.error.errors[0].code).toBe(responseBody.error.errors[0].code);
      expect(body.httpErrorMessage).toBe(responseBody.httpErrorMessage);
    }
  });
});

/** Sends recorded requests to the lab, with names of its own where the recorder blanked them out. */
class Player {
  #operation = "";
  #subnetworks = 0;

  async play({ method, url, requestBody }: Recorded): Promise<Answer> {
    const isInsert = method === "POST" && url.includes("/subnetworks");
    if (isInsert) this.#subnetworks++;
    const path = this.#named(new URL(url).pathname.replaceAll("%7B", "{").replaceAll("%7D", "}"));
    // What was recorded lies seconds apart; only the answer right after a removal's beginning does not.
    if (!isRemoval({ method, url })) await lab.world.clock.settle();
    const body = requestBody === null ? undefined : JSON.parse(this.#named(JSON.stringify(requestBody)));
    const answer = await lab.ask(method, path, body);
    if (answer.body.kind === "compute#operation") this.#operation = answer.body.name;
    return answer;
  }

  #named(text: string): string {
    const names = new Map([
      ["projectId", "lab-a"],
      ["projectNumber", "lab-a"],
      ["networkID", "net"],
      ["routerID", "router"],
      ["subnetworkID", `sub-${this.#subnetworks}`],
      ["operationID", this.#operation],
    ]);
    return text.replace(/\$\{(\w+)\}/g, (blank, name) => names.get(name) ?? blank);
  }
}

/** The lab's routers have no NAT: neither what sets it, nor what comes of it. */
function isOfNat({ requestBody, responseBody }: Recorded): boolean {
  const isPatched = responseBody.operationType === "patch" && String(responseBody.targetLink).includes("/routers");
  return "nats" in Object(requestBody) || "nats" in responseBody || (requestBody === null && isPatched);
}

/** What follows depends on things that are not in the recording. */
function untilSecondRemoval(recorded: readonly Recorded[]): readonly Recorded[] {
  const removals = recorded.flatMap((one, index) => (isRemoval(one) ? [index] : []));
  return recorded.slice(0, (removals[1] ?? removals[0] ?? recorded.length) + 1);
}

function isNetworkInsert({ method, url }: Recorded): boolean {
  return method === "POST" && /\/networks(\?|$)/.test(url);
}

function isRemoval({ method, url }: Pick<Recorded, "method" | "url">): boolean {
  return method === "DELETE" && url.includes("/global/networks/");
}

function headersOf({ headers }: Answer): (string | null)[] {
  return HEADERS.map((name) => headers.get(name));
}

function recordedHeaders({ responseHeaders }: Recorded): (string | null)[] {
  const lower = new Map(Object.entries(responseHeaders).map(([name, value]) => [name.toLowerCase(), value]));
  return HEADERS.map((name) => lower.get(name) ?? null);
}

/** Paths and types of all fields; lists by their first row. */
function structureOf(body: unknown): string[] {
  return [...fieldsOf(body, "")].sort();
}

function* fieldsOf(value: unknown, at: string): Generator<string> {
  if (typeof value !== "object" || value === null) {
    yield `${at}: ${typeof value}`;
    return;
  }
  if (Array.isArray(value)) {
    yield* fieldsOf(value[0], `${at}[]`);
    return;
  }
  for (const [field, below] of Object.entries(value)) {
    if (!ALLOWED.has(field)) yield* fieldsOf(below, `${at}.${field}`);
  }
}

function outcomeOf(body: Answer["body"]): unknown[] {
  const { status, progress, operationType, error } = body;
  return [status, progress, operationType, error?.code, error?.errors?.[0]?.reason];
}
