import { hub } from "../../../lab/scenarios/accounts.ts";
import { DeployedWorld, type Resident } from "../../support/deployed-world.ts";
import { buildTrio, joinMesh, type Trio } from "../../support/vpn-world.ts";

/** Three clouds joined with each other by VPN, and a second EKS network peered with the first. */
export interface MistakeWorld extends Trio {
  readonly world: DeployedWorld;
  readonly twin: Resident;
}

export type Name = keyof Trio | "twin";

/** crosspeer joins them, and from then on only tells what is wrong. */
export async function buildMistakeWorld(): Promise<MistakeWorld> {
  const world = await DeployedWorld.start({ clouds: "all", instances: 1 });
  const trio = await buildTrio(world, "wire", 10);
  const twin = await world.network("wire-twin", hub, { prefixes: ["10.20.0.0/16"], subnets: ["10.20.0.0/20"] });
  await twin.tenant.tag(twin.id, { "crosspeer:name": twin.name, "crosspeer:accept": trio.eks.name });
  await trio.eks.tenant.tag(trio.eks.id, { "crosspeer:connect": twin.name });
  await joinMesh(trio, "all");
  await world.settle();
  await world.sweep();
  await world.setPolicy({ drift: "report" });
  return { world, twin, ...trio };
}

/** The id of the connection between two of them, however it fares. */
export function connectionOf(at: MistakeWorld, one: Name, other: Name): string {
  const found = at.world.connection(at[one], at[other]);
  if (found === undefined) throw new Error(`${one} and ${other} were never joined`);
  return found.id;
}
