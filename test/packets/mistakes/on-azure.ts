import * as z from "zod";
import { changeAzure } from "../../support/vpn-world.ts";
import { connectionOf, type MistakeWorld, type Name } from "./mistake-world.ts";

type Undo = () => Promise<void>;

/** Numbers of a connection's tunnels. */
const tunnels: Partial<Record<Name, readonly number[]>> = { eks: [0, 1, 2, 3], gke: [0, 1] };

/** Changes one object of each tunnel of a connection; what comes back takes all back. */
async function changeEach(
  at: MistakeWorld,
  { other, things }: { readonly other: Name; readonly things: "connections" | "localNetworkGateways" },
  change: Parameters<typeof changeAzure>[2],
): Promise<Undo> {
  const undone: Undo[] = [];
  for (const index of tunnels[other] ?? [])
    undone.push(await changeAzure(at.aks, `${things}/${connectionOf(at, "aks", other)}-${index}`, change));
  return async () => {
    for (const undo of undone) await undo();
  };
}

/** The addresses of the far gateways, each one moved on by some. */
export function otherPeer(other: Name) {
  return (at: MistakeWorld) =>
    changeEach(at, { other, things: "localNetworkGateways" }, (properties) => {
      const address = z.string().parse(properties["gatewayIpAddress"]);
      properties["gatewayIpAddress"] = address.replace(/\d+$/, (last) => String(Number(last) + 100));
    });
}

/** The one proposal that the connections have, otherwise. */
export function otherProposal(change: Readonly<Record<string, string>>) {
  return (at: MistakeWorld) =>
    changeEach(at, { other: "eks", things: "connections" }, (properties) => {
      const policies = z.array(z.record(z.string(), z.unknown())).parse(properties["ipsecPolicies"]);
      properties["ipsecPolicies"] = policies.map((policy) => ({ ...policy, ...change }));
    });
}

const key = z.object({ value: z.string() });

export async function otherKeys(at: MistakeWorld): Promise<Undo> {
  const { tenant, id } = at.aks;
  const group = id.slice(0, id.indexOf("/providers/"));
  const paths = (tunnels.gke ?? []).map(
    (index) => `${group}/providers/Microsoft.Network/connections/${connectionOf(at, "aks", "gke")}-${index}/sharedkey`,
  );
  const before = await Promise.all(paths.map(async (path) => key.parse(await tenant.ask("GET", path))));
  for (const path of paths) await tenant.change("PUT", path, { value: "somebodyElsesKey1" });
  return async () => {
    for (const [index, path] of paths.entries()) await tenant.change("PUT", path, before[index]);
  };
}

/** A rule that comes before crosspeer's. */
export async function denied(at: MistakeWorld): Promise<Undo> {
  const { tenant, id, name } = at.aks;
  const group = id.slice(0, id.indexOf("/providers/"));
  const path = `${group}/providers/Microsoft.Network/networkSecurityGroups/${name}/securityRules/nobody`;
  await tenant.change("PUT", path, {
    properties: {
      ...{ priority: 100, direction: "Inbound", access: "Deny", protocol: "*" },
      ...{ sourceAddressPrefix: "10.0.0.0/8", sourcePortRange: "*" },
      ...{ destinationAddressPrefix: "*", destinationPortRange: "*" },
    },
  });
  return () => tenant.change("DELETE", path);
}
