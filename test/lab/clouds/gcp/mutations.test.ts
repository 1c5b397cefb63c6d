import Table from "cli-table3";
import { half, join, makeNetwork, networkPath, succeed } from "./builders.ts";
import { startGcpLab } from "./gcp-lab.ts";
import { flawsOf } from "./vendor/answer-check.ts";

// biome-ignore lint/suspicious/noExplicitAny: a mutation reaches into answers of every form.
type Body = any;

interface Mutation {
  readonly answer: keyof typeof answers;
  readonly mutation: string;
  readonly change: (body: Body) => unknown;
}

/** Good answers of the lab, with the address that gave them. */
const answers = await collect();

const MUTATIONS: readonly Mutation[] = [
  { answer: "running operation", mutation: "no status", change: (body) => delete body.status },
  { answer: "running operation", mutation: "no targetId", change: (body) => delete body.targetId },
  { answer: "running operation", mutation: "id as a number", change: (body) => (body.id = 42) },
  { answer: "running operation", mutation: "id that is no number", change: (body) => (body.id = "op-1") },
  { answer: "running operation", mutation: "status Done", change: (body) => (body.status = "Done") },
  { answer: "running operation", mutation: "DONE without an end", change: (body) => (body.status = "DONE") },
  { answer: "running operation", mutation: "progress as a text", change: (body) => (body.progress = "0") },
  { answer: "running operation", mutation: "time in milliseconds", change: (body) => (body.insertTime = "1767225600") },
  { answer: "done operation", mutation: "no endTime", change: (body) => delete body.endTime },
  { answer: "done operation", mutation: "progress 99", change: (body) => (body.progress = 99) },
  { answer: "done operation", mutation: "unknown field", change: (body) => (body.done = true) },
  { answer: "failed operation", mutation: "no httpErrorStatusCode", change: (body) => delete body.httpErrorStatusCode },
  { answer: "failed operation", mutation: "error as a list", change: (body) => (body.error = body.error.errors) },
  { answer: "failed operation", mutation: "errors as an object", change: (body) => (body.error.errors = {}) },
  { answer: "network", mutation: "no selfLinkWithId", change: (body) => delete body.selfLinkWithId },
  { answer: "network", mutation: "labels", change: (body) => (body.labels = { a: "b" }) },
  { answer: "network", mutation: "peering state CONNECTED", change: (body) => (body.peerings[0].state = "CONNECTED") },
  { answer: "network", mutation: "peering without its state", change: (body) => delete body.peerings[0].state },
  { answer: "network", mutation: "peering flag missing", change: (body) => delete body.peerings[0].exportCustomRoutes },
  {
    answer: "network",
    mutation: "peering flag as a text",
    change: (body) => (body.peerings[0].importCustomRoutes = "no"),
  },
  { answer: "network", mutation: "peerings as an object", change: (body) => (body.peerings = body.peerings[0]) },
  {
    answer: "network",
    mutation: "routing mode regional",
    change: (body) => (body.routingConfig.routingMode = "regional"),
  },
  { answer: "network", mutation: "the lab's own address", change: (body) => (body.selfLink = "http://127.0.0.1/a") },
  { answer: "subnetwork", mutation: "no fingerprint", change: (body) => delete body.fingerprint },
  {
    answer: "subnetwork",
    mutation: "secondary range without a name",
    change: (body) => delete body.secondaryIpRanges[0].rangeName,
  },
  {
    answer: "subnetwork",
    mutation: "secondary ranges as texts",
    change: (body) => (body.secondaryIpRanges = ["10.4.0.0/16"]),
  },
  { answer: "subnetwork", mutation: "purpose private", change: (body) => (body.purpose = "private") },
  { answer: "subnets by region", mutation: "items as a list", change: (body) => (body.items = []) },
  {
    answer: "subnets by region",
    mutation: "a subnet without its network",
    change: (body) => delete firstSubnet(body).network,
  },
  { answer: "subnets by region", mutation: "wrong warning code", change: (body) => (warningOf(body).code = "EMPTY") },
  { answer: "firewall", mutation: "ipProtocol for IPProtocol", change: (body) => renamed(body.allowed[0]) },
  { answer: "firewall", mutation: "ports as numbers", change: (body) => (body.allowed[0].ports = [443]) },
  { answer: "firewall", mutation: "direction in", change: (body) => (body.direction = "in") },
  { answer: "firewall list", mutation: "items as an object", change: (body) => (body.items = { ...body.items }) },
  { answer: "firewall list", mutation: "no id", change: (body) => delete body.id },
  { answer: "firewall list", mutation: "a rule without its priority", change: (body) => delete body.items[0].priority },
  { answer: "route list", mutation: "priority as a text", change: (body) => (body.items[0].priority = "0") },
  { answer: "route list", mutation: "a route without its range", change: (body) => delete body.items[0].destRange },
  { answer: "peering routes", mutation: "type SUBNET", change: (body) => (body.items[0].type = "SUBNET") },
  { answer: "peering routes", mutation: "not said whether imported", change: (body) => delete body.items[0].imported },
  { answer: "error", mutation: "code as a text", change: (body) => (body.error.code = "404") },
  { answer: "error", mutation: "another code than the status", change: (body) => (body.error.code = 400) },
  { answer: "error", mutation: "no reason", change: (body) => delete body.error.errors[0].reason },
  { answer: "error", mutation: "no errors", change: (body) => delete body.error.errors },
  ...(["network", "subnetwork", "firewall", "running operation", "firewall list", "error"] as const).flatMap(
    (answer): Mutation[] => [
      { answer, mutation: "an empty object", change: (body) => clear(body) },
      { answer, mutation: "a list around it", change: (body) => [{ ...body }] },
    ],
  ),
];

const table = new Table({
  head: ["answer", "mutation", "what the check says"],
  style: { head: [], border: [] },
  chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
});

describe("answers that are not as Google's", () => {
  afterAll(() => void process.stdout.write(`${table.toString()}\n`));

  it.each(Object.keys(answers))("given the lab's own %s, then the check has nothing to say", (name) => {
    expect(flawsOf(answers[name] ?? nothing())).toEqual([]);
  });

  it.each(MUTATIONS)("given $answer with $mutation, then the check says so", ({ answer, mutation, change }) => {
    const exchange = answers[answer] ?? nothing();
    const body: Body = structuredClone(exchange.body);
    const changed = change(body);
    const flaws = flawsOf({
      ...exchange,
      body: Array.isArray(changed) && mutation.startsWith("a list") ? changed : body,
    });
    table.push([answer, mutation, (flaws[0] ?? "NOTHING").slice(0, 76)]);
    expect(flaws).not.toEqual([]);
  });
});

async function collect() {
  const lab = await startGcpLab();
  const secondary = { pods: "10.4.0.0/16" };
  await makeNetwork(lab, "lab-a/a", { range: "10.0.0.0/20", secondary });
  await makeNetwork(lab, "lab-b/b", { range: "10.1.0.0/20", secondary: { pods: "10.5.0.0/16" } });
  await join(lab, "lab-a/a", "lab-b/b");
  const rule = { name: "rule", network: networkPath("lab-a/a"), allowed: [{ IPProtocol: "tcp", ports: ["443"] }] };
  await succeed(lab, "POST", "lab-a/global/firewalls", rule);
  const seen = async (verb: string, path: string, body?: unknown) => {
    const { status, body: answer } = await lab.ask(verb, path, body);
    return { verb, path: `/compute/v1/projects/${path}`.split("?")[0] ?? "", status, body: answer };
  };
  await succeed(lab, "PATCH", "lab-a/global/networks/a", { routingConfig: { routingMode: "GLOBAL" } });
  const removal = await lab.run("DELETE", "lab-a/global/networks/a");
  const all = {
    "running operation": await seen("POST", ...half("lab-a/a", "lab-b/x")),
    "done operation": await seen("GET", `lab-a/global/operations/${await firstOperation(lab)}`),
    "failed operation": await seen("GET", `lab-a/global/operations/${removal.body.name}`),
    network: await seen("GET", "lab-a/global/networks/a"),
    subnetwork: await seen("GET", "lab-a/regions/us-central1/subnetworks/a-0"),
    "subnets by region": await seen("GET", "lab-a/aggregated/subnetworks"),
    firewall: await seen("GET", "lab-a/global/firewalls/rule"),
    "firewall list": await seen("GET", "lab-a/global/firewalls"),
    "route list": await seen("GET", "lab-a/global/routes"),
    "peering routes": await seen("GET", "lab-a/global/networks/a/listPeeringRoutes?peeringName=to-lab-b-b"),
    error: await seen("GET", "lab-a/global/networks/ghost"),
  };
  await lab.close();
  const named: Record<string, (typeof all)["network"]> = all;
  return named;
}

async function firstOperation(lab: Awaited<ReturnType<typeof startGcpLab>>): Promise<string> {
  return (await lab.ask("GET", "lab-a/global/operations")).body.items[0].name;
}

function firstSubnet(body: Body): Body {
  return body.items["regions/us-central1"].subnetworks[0];
}

function warningOf(body: Body): Body {
  return body.items["regions/us-east1"].warning;
}

function renamed(rule: Body): void {
  rule.ipProtocol = rule.IPProtocol;
  delete rule.IPProtocol;
}

function clear(body: Body): void {
  for (const key of Object.keys(body)) delete body[key];
}

function nothing(): never {
  throw new Error("no such answer");
}
