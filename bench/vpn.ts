import { locate, type Place } from "../core/connection/network-id.ts";
import type { Lab } from "../lab/lab.ts";
import { azure, google } from "../lab/scenarios/accounts.ts";
import { AzureTenant } from "../lab/scenarios/azure-tenant.ts";
import { startDeployedLab } from "../lab/scenarios/deployed-lab.ts";
import { GcpTenant } from "../lab/scenarios/gcp-tenant.ts";
import { connectionsOf } from "../lab/scenarios/outcome.ts";
import { Tenant } from "../lab/scenarios/tenant.ts";
import { HANDSHAKE_MS, SESSION_MS } from "../lab/world/fabric.ts";

/** How long a VPN takes from the last tag to `active`, on the lab's clock. */
interface VpnBench {
  readonly pair: string;
  readonly seconds: number;
  /** Operations of the clouds that must follow each other, with the seconds that each takes in the lab. */
  readonly chain: readonly (readonly [operation: string, seconds: number])[];
  readonly chainSeconds: number;
  readonly ratio: number;
  readonly bar: 1.15;
}

const hub: Place = { account: "111111111111", region: "us-east-1" };

/** The lab's durations; those of the clouds are about the same, and none is promised. */
const takes = {
  attachVgw: 60,
  awsConnection: 300,
  gcpGateway: 20,
  gcpExternalGateway: 10,
  gcpTunnel: 15,
  gcpRouter: 15,
  gatewaySubnet: 3,
  publicAddress: 10,
  azureGateway: 2700,
  azureConnection: 30,
} as const;

const sessions = [
  ["handshake", HANDSHAKE_MS / 1000],
  ["bgp session", SESSION_MS / 1000],
] as const;
const azureFirst = [
  ["gateway subnet", takes.gatewaySubnet],
  ["public addresses", takes.publicAddress],
  ["azure gateway", takes.azureGateway],
] as const;

const cases = [
  {
    pair: "EKS-GKE",
    networks: ["eks", "gke"],
    chain: [
      ["attach the vpn gateway", takes.attachVgw],
      ["vpn connections of aws", takes.awsConnection],
      ["external vpn gateway", takes.gcpExternalGateway],
      ["tunnels of google cloud", takes.gcpTunnel],
      ["sessions of the router", takes.gcpRouter],
      ...sessions,
    ],
  },
  {
    pair: "EKS-AKS",
    networks: ["eks", "aks"],
    chain: [...azureFirst, ["4 connections one at a time", 4 * takes.azureConnection], ...sessions],
  },
  {
    pair: "GKE-AKS",
    networks: ["gke", "aks"],
    chain: [...azureFirst, ["2 connections one at a time", 2 * takes.azureConnection], ...sessions],
  },
] as const;

const figures: VpnBench[] = [];
for (const { pair, networks, chain } of cases) {
  const seconds = await measure(networks);
  const chainSeconds = chain.reduce((sum, [, one]) => sum + one, 0);
  figures.push({ pair, seconds, chain, chainSeconds, ratio: seconds / chainSeconds, bar: 1.15 });
}
if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ schemaVersion: 1, vpn: figures })}\n`);
} else {
  for (const { pair, seconds, chain, chainSeconds, ratio, bar } of figures) {
    process.stdout.write(
      `${pair}: active after ${seconds.toFixed(0)} s of the clouds' time; the longest chain takes ${chainSeconds} s ` +
        `(${chain.map(([operation, one]) => `${operation} ${one}`).join(", ")}): ratio ${ratio.toFixed(3)} (bar ${bar})\n`,
    );
  }
}
process.exitCode = figures.every(({ ratio, bar }) => ratio <= bar) ? 0 : 1;

type Kind = "eks" | "gke" | "aks";

/** Tags both networks and gives the virtual seconds from the second tag until the connection is announced as active. */
async function measure(networks: readonly [Kind, Kind]): Promise<number> {
  const { lab } = await startDeployedLab({ clouds: "all" });
  try {
    const build = { eks: buildEks, gke: buildGke, aks: buildAks };
    const [first, second] = [await build[networks[0]](lab), await build[networks[1]](lab)];
    await lab.settle();
    await first();
    await lab.settle();
    const tagged = lab.clock.now();
    await second();
    // Tags of Azure and labels of Google Cloud wake nobody by themselves: a sweep finds them, whose wait is not the build's.
    await lab.clock.advance(16 * 60_000);
    await lab.settle();
    return (activeAt(lab) - Math.max(tagged, startedAt(lab))) / 1000;
  } finally {
    await lab.close();
  }
}

/** When the execution that built it was started, in epoch milliseconds. */
function startedAt(lab: Lab): number {
  const building = lab.executions().filter(({ stateMachine }) => stateMachine.includes("build-vpn"));
  const parents = lab
    .executions()
    .filter(
      ({ stateMachine, startedAt: at }) =>
        stateMachine.includes("connect-networks") && at <= (building[0]?.startedAt ?? 0),
    );
  return Math.max(...parents.map(({ startedAt: at }) => at));
}

function activeAt(lab: Lab): number {
  const [connection] = connectionsOf(lab);
  const event = lab.events().findLast(({ event: one }) => one["detail-type"] === "Connection State Changed");
  if (connection?.state !== "active" || event === undefined) throw new Error("the connection is not active");
  return Date.parse(String(event.event.detail["at"]));
}

async function buildEks(lab: Lab) {
  const tenant = new Tenant(lab.endpoint, hub);
  const id = await tenant.buildNetwork({ prefixes: ["10.1.0.0/16"] });
  lab.ec2.createEksCluster({ ...hub, vpcId: locate(id).localId, name: "eks" });
  return () => tenant.tag(id, { "crosspeer:name": "eks", "crosspeer:mesh": "bench" });
}

async function buildGke(lab: Lab) {
  const tenant = new GcpTenant(lab, google.projects[0]);
  const id = await tenant.buildNetwork({
    ...{ name: "gke", nodes: "10.2.0.0/20", pods: "10.3.0.0/16", services: "10.2.16.0/20" },
    labels: { "crosspeer-name": "gke" },
  });
  return () => tenant.label(id, { "crosspeer-mesh": "bench" });
}

async function buildAks(lab: Lab) {
  const tenant = new AzureTenant(lab, azure.subscriptions[0].subscription);
  const id = await tenant.buildNetwork({
    ...{ name: "aks", prefixes: ["10.4.0.0/16"], nodes: "10.4.0.0/20" },
    tags: { "crosspeer:name": "aks" },
  });
  return () => tenant.tag(id, { "crosspeer:mesh": "bench" });
}
