import * as z from "zod";
import { connectionOf, type MistakeWorld, type Name } from "./mistake-world.ts";

type Undo = () => Promise<void>;

/** Numbers of a connection's tunnels. */
const tunnels: Partial<Record<Name, readonly number[]>> = { eks: [0, 1, 2, 3], gke: [0, 1] };

const thing = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
type Properties = z.infer<typeof thing>["properties"];

function pathTo({ aks }: MistakeWorld, below: string): string {
  return `${aks.id.slice(0, aks.id.indexOf("/providers/"))}/providers/Microsoft.Network/${below}`;
}

/** Changes one object of each tunnel of a connection; what comes back takes all back. */
async function changeEach(
  at: MistakeWorld,
  { other, things }: { readonly other: Name; readonly things: "connections" | "localNetworkGateways" },
  change: (properties: Properties) => Properties,
): Promise<Undo> {
  const { tenant } = at.aks;
  const before = new Map<string, z.infer<typeof thing>>();
  for (const index of tunnels[other] ?? []) {
    const path = pathTo(at, `${things}/${connectionOf(at, "aks", other)}-${index}`);
    const found = thing.parse(await tenant.ask("GET", path));
    before.set(path, found);
    await tenant.change("PUT", path, { ...found, properties: { ...found.properties, ...change(found.properties) } });
  }
  return async () => {
    for (const [path, found] of before) await tenant.change("PUT", path, found);
  };
}

/** The addresses of the far gateways, each one moved on by some. */
export function otherPeer(other: Name) {
  return (at: MistakeWorld) =>
    changeEach(at, { other, things: "localNetworkGateways" }, ({ gatewayIpAddress }) => ({
      gatewayIpAddress: z
        .string()
        .parse(gatewayIpAddress)
        .replace(/\d+$/, (last) => String(Number(last) + 100)),
    }));
}

/** The one proposal that the connections have, otherwise. */
export function otherProposal(change: Readonly<Record<string, string>>) {
  return (at: MistakeWorld) =>
    changeEach(at, { other: "eks", things: "connections" }, ({ ipsecPolicies }) => ({
      ipsecPolicies: z
        .array(z.looseObject({}))
        .parse(ipsecPolicies)
        .map((policy) => ({ ...policy, ...change })),
    }));
}

const key = z.object({ value: z.string() });

export async function otherKeys(at: MistakeWorld): Promise<Undo> {
  const { tenant } = at.aks;
  const connection = connectionOf(at, "aks", "gke");
  const paths = (tunnels.gke ?? []).map((index) => pathTo(at, `connections/${connection}-${index}/sharedkey`));
  const before = await Promise.all(paths.map(async (path) => key.parse(await tenant.ask("GET", path))));
  for (const path of paths) await tenant.change("PUT", path, { value: "somebodyElsesKey1" });
  return async () => {
    for (const [index, path] of paths.entries()) await tenant.change("PUT", path, before[index]);
  };
}

/** A rule that comes before crosspeer's. */
export async function denied(at: MistakeWorld): Promise<Undo> {
  const { tenant, name } = at.aks;
  const path = pathTo(at, `networkSecurityGroups/${name}/securityRules/nobody`);
  await tenant.change("PUT", path, {
    properties: {
      ...{ priority: 100, direction: "Inbound", access: "Deny", protocol: "*" },
      ...{ sourceAddressPrefix: "10.0.0.0/8", sourcePortRange: "*" },
      ...{ destinationAddressPrefix: "*", destinationPortRange: "*" },
    },
  });
  return () => tenant.change("DELETE", path);
}
