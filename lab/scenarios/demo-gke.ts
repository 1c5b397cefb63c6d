import type { NetworkId } from "../../core/connection/network-id.ts";
import { tagsOfLabels } from "../../core/intent/label.ts";
import type { Lab } from "../lab.ts";
import { google } from "./accounts.ts";
import type { HalfRow, Resident, RuleRow, Wish } from "./demo-parts.ts";
import { GcpTenant, type GkeSketch } from "./gcp-tenant.ts";

const [SHOP, DATA] = google.projects;

/** Peerings that a network has by default: Google Cloud, VPC quotas. */
const PEERINGS_PER_NETWORK = 25;

/** Of each network: its project, its ranges, and the labels that its cluster was made with. */
const sketches = {
  checkout: sketch(SHOP, "checkout", { nodes: "10.60.0.0/20", pods: "10.64.0.0/16" }, { mesh: "shop" }),
  catalog: sketch(...([DATA, "catalog", { nodes: "10.62.0.0/20", pods: "10.65.0.0/16" }] as const), {
    mesh: "shop",
    allow: "tcp-443_icmp",
  }),
  labs: auto(SHOP, "labs", { nodes: "10.4.0.0/20", pods: "10.5.0.0/16" }, { connect: "trials" }),
  trials: auto(DATA, "trials", { nodes: "10.6.0.0/20", pods: "10.7.0.0/16" }, { accept: "labs" }),
  analytics: sketch(DATA, "analytics", { nodes: "10.70.0.0/20", pods: "10.80.0.0/14" }, { connect: "reports" }),
  crowded: sketch(DATA, "crowded", { nodes: "10.72.0.0/20", pods: "10.66.0.0/16" }, { connect: "reports" }),
  reports: sketch(SHOP, "reports", { nodes: "10.82.0.0/20", pods: "10.67.0.0/16" }, { accept: "analytics_crowded" }),
} as const satisfies Record<string, Sketch>;

interface Sketch extends Omit<GkeSketch, "services"> {
  readonly project: string;
}

export interface GkeResident extends Resident {
  readonly tenant: GcpTenant;
}

export type GkeWorld = Readonly<Record<keyof typeof sketches, GkeResident>>;

/** Seven GKE clusters in networks of two projects; one network has as many peerings as it may have. */
export async function buildGkeWorld(lab: Lab): Promise<GkeWorld> {
  const build = async (name: keyof typeof sketches): Promise<GkeResident> => {
    const { project, ...ranges } = sketches[name];
    const tenant = new GcpTenant(lab, project);
    const id = await tenant.buildNetwork({ ...ranges, services: servicesOf(name) });
    return { name, id, tenant, ...sayingsOf(tenant, id) };
  };
  const world = {
    ...{ checkout: await build("checkout"), catalog: await build("catalog") },
    ...{ labs: await build("labs"), trials: await build("trials") },
    ...{ analytics: await build("analytics"), reports: await build("reports"), crowded: await build("crowded") },
  };
  for (let number = 1; number <= PEERINGS_PER_NETWORK; number++) {
    const { id, tenant } = world.crowded;
    await tenant.addHalf(id, `partner-${number}`, `projects/partner-${number}/global/networks/main`);
  }
  return world;
}

/** What a GKE network's labels say, as tags would. */
export function sayingsOf(tenant: GcpTenant, id: NetworkId): Pick<Resident, "status" | "allow"> {
  return {
    status: () => tenant.labelOf(id, "crosspeer-status"),
    allow: async () => {
      const label = await tenant.labelOf(id, "crosspeer-allow");
      return label === undefined ? undefined : tagsOfLabels({ "crosspeer-allow": label })["crosspeer:allow"];
    },
  };
}

export function gkeWishes({ checkout, catalog, labs, trials, analytics, reports, crowded }: GkeWorld): readonly Wish[] {
  return [
    { between: [checkout, catalog], ends: "active" },
    { between: [labs, trials], ends: "overlap" },
    { between: [analytics, reports], ends: "overlap" },
    { between: [crowded, reports], ends: "quota" },
  ];
}

/** The halves of networks that were to be joined, as Compute tells them. */
export async function gkeHalves({ name, id, tenant }: GkeResident): Promise<readonly HalfRow[]> {
  const halves = await tenant.peeringsOf(id);
  return halves.map((half) => ({ network: name, half: half.name, state: half.state }));
}

export async function gkeRules({ name, id, tenant }: GkeResident): Promise<readonly RuleRow[]> {
  const rules = await tenant.rulesOf(id);
  return rules.map((rule) => ({
    ...{ network: name, rule: rule.name, from: rule.sourceRanges },
    allows: rule.allowed.map(({ IPProtocol, ports = [] }) => [IPProtocol, ...ports].join(" ")).join(", "),
  }));
}

function sketch(
  project: string,
  name: string,
  ranges: Pick<GkeSketch, "nodes" | "pods">,
  wishes: Readonly<Record<string, string>>,
): Sketch {
  const labels = Object.entries({ name, ...wishes }).map(([key, value]) => [`crosspeer-${key}`, value]);
  return { project, name, ...ranges, labels: Object.fromEntries(labels) };
}

function auto(...parts: Parameters<typeof sketch>): Sketch {
  return { ...sketch(...parts), autoMode: true };
}

/** A range for services of each network. */
function servicesOf(name: keyof typeof sketches): string {
  return `10.50.${Object.keys(sketches).indexOf(name) * 16}.0/20`;
}
