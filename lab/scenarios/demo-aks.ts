import type { Lab } from "../lab.ts";
import { azure } from "./accounts.ts";
import { type AksSketch, AzureTenant } from "./azure-tenant.ts";
import type { HalfRow, Resident, RuleRow, Wish } from "./demo-parts.ts";

const [{ subscription: HERE }, { subscription: THERE }] = azure.subscriptions;

export interface AksResident extends Resident {
  readonly tenant: AzureTenant;
}

/** Two AKS clusters of one mesh in two subscriptions; one with Overlay, and a network where its pods' addresses are. */
export interface AksWorld {
  readonly web: AksResident;
  readonly stock: AksResident;
  readonly batch: AksResident;
  readonly warehouse: AksResident;
}

export async function buildAksWorld(lab: Lab): Promise<AksWorld> {
  const build = async (subscription: string, sketch: AksSketch): Promise<AksResident> => {
    const tenant = new AzureTenant(lab, subscription);
    const id = await tenant.buildNetwork({ ...sketch, tags: { "crosspeer:name": sketch.name, ...sketch.tags } });
    return {
      ...{ name: sketch.name, id, tenant, status: () => tenant.tagOf(id, "crosspeer:status") },
      allow: () => tenant.tagOf(id, "crosspeer:allow"),
    };
  };
  return {
    web: await build(HERE, {
      ...{ name: "web", prefixes: ["10.100.0.0/16"], nodes: "10.100.0.0/20" },
      tags: { "crosspeer:mesh": "retail", "crosspeer:allow": "tcp:443" },
      // Otherwise the rule that every group has lets peered networks in, whatever the tag says.
      closed: true,
    }),
    stock: await build(THERE, {
      ...{ name: "stock", prefixes: ["10.101.0.0/16"], nodes: "10.101.0.0/20" },
      tags: { "crosspeer:mesh": "retail" },
    }),
    batch: await build(HERE, {
      ...{ name: "batch", prefixes: ["10.102.0.0/16"], nodes: "10.102.0.0/20", overlay: "10.244.0.0/16" },
      tags: { "crosspeer:connect": "warehouse" },
    }),
    warehouse: await build(THERE, {
      ...{ name: "warehouse", prefixes: ["10.240.0.0/12"], nodes: "10.240.0.0/20" },
      tags: { "crosspeer:accept": "batch" },
    }),
  };
}

export function aksWishes({ web, stock, batch, warehouse }: AksWorld): readonly Wish[] {
  return [
    { between: [web, stock], ends: "active" },
    { between: [batch, warehouse], ends: "overlap" },
  ];
}

export async function aksHalves({ name, id, tenant }: AksResident): Promise<readonly HalfRow[]> {
  const halves = await tenant.peeringsOf(id);
  return halves.map((half) => ({
    ...{ network: name, half: half.name, state: `${half.peeringState} ${half.peeringSyncLevel}` },
  }));
}

export async function aksRules({ name, tenant }: AksResident): Promise<readonly RuleRow[]> {
  const rules = await tenant.rulesOf(name);
  return rules.map((rule) => ({
    ...{ network: name, rule: rule.name, from: rule.sourceAddressPrefixes },
    allows: `${rule.protocol} ${[rule.destinationPortRange ?? [], rule.destinationPortRanges].flat().join(" ")}`,
  }));
}
