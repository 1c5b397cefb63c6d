import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prefix } from "../../core/address-space/prefix.ts";
import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { type NetworkId, vpcNetworkId } from "../../core/connection/network-id.ts";
import type { FirewallChange } from "../../core/plan/change.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { CloudProvider } from "../../providers/cloud-provider.ts";
import { HUB } from "../lab/clouds/azure/azure-lab.ts";
import { peeringPath, vnetBody, vnetPath } from "../lab/clouds/azure/builders.ts";
import { makeNetwork } from "../lab/clouds/gcp/builders.ts";
import { finish, planEnds, readKey } from "../support/vpn-ends.ts";
import { makeCluster } from "./azure/azure-clusters.ts";
import { towardsAws } from "./azure/azure-vpn.ts";
import { eventually, idOf, makeWatcher, startAzureWorld } from "./azure/azure-world.ts";
import { networkId, pairOfPlaces, startGcpWorld, until } from "./gcp/gcp-world.ts";
import { googlePermissions } from "./google-permissions.ts";
import { methodsIn, type Watched, watch } from "./watched-provider.ts";

describe("docs/policies/gcp-custom-role.yaml", () => {
  let watched: Watched<object>;
  beforeAll(async () => {
    watched = await runOnGoogle();
  });

  it("given all verbs, then the calls need what the role grants, and nothing else is granted", () => {
    expect(watched.verbsLeft()).toEqual([]);
    const needed = watched.calls().flatMap((call) => googlePermissions[call] ?? [`unknown: ${call}`]);
    expect(grantedByGoogle()).toEqual([...new Set(needed)].sort());
  });

  it("given a call that the sources make, then it was among them", () => {
    const methods = methodsIn(
      "gcp",
      /\.(networks|subnetworks|firewalls|operations|routers|vpnGateways|externalVpnGateways|vpnTunnels)\s*\.(\w+)\(\{/g,
    );
    const made = watched.calls().map((call) => call.replace(/^\w+ (globalO)?/, (_, o) => (o ? "o" : "")));
    expect(methods.map((method) => method.replace(/Async$/, "")).filter((method) => !made.includes(method))).toEqual(
      [],
    );
    expect(methods.length).toBeGreaterThan(8);
  });
});

/** Azure's actions are the permissions; this one is asked of the network at the other end of a peering. */
const peer = "Microsoft.Network/virtualNetworks/peer/action";
const besides: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Network virtualNetworks/virtualNetworkPeerings/write": [peer],
  "Microsoft.Network virtualNetworkGateways/write": [
    "Microsoft.Network/publicIPAddresses/join/action",
    "Microsoft.Network/virtualNetworks/subnets/join/action",
  ],
  // Azure looks at the storage account that a flow log names.
  "Microsoft.Network networkWatchers/flowLogs/write": [
    "listAccountSas/action",
    "listKeys/action",
    "listServiceSas/action",
    "read",
  ].map((action) => `Microsoft.Storage/storageAccounts/${action}`),
  // The lab has no route tables, which are read where a subnet has one.
  "Microsoft.Network virtualNetworks/read": ["Microsoft.Network/routeTables/read"],
};

describe("docs/policies/azure-custom-role.json", () => {
  let watched: Watched<object>;
  beforeAll(async () => {
    watched = await runOnAzure();
  });

  it("given all verbs, then the calls need what the role grants, and nothing else is granted", () => {
    expect(watched.verbsLeft()).toEqual([]);
    const needed = watched.calls().flatMap((call) => [call.replace(" ", "/"), ...(besides[call] ?? [])]);
    const role = JSON.parse(read("azure-custom-role.json"));
    expect(role).toMatchObject({ Name: "crosspeer", AssignableScopes: ["/subscriptions/<subscription>"] });
    expect(role.Actions).toEqual([...new Set(needed)].sort());
  });

  it("given a call that the sources make, then it was among them", () => {
    const groups =
      /(virtualNetworks|virtualNetworkPeerings|networkSecurityGroups|securityRules)\s*\.(get|listAll|createOrUpdate|delete)\(/g;
    const verbs: Readonly<Record<string, string>> = {
      get: "read",
      listAll: "read",
      createOrUpdate: "write",
      delete: "delete",
    };
    const methods = methodsIn("azure", groups).map((method) => method.split("."));
    const made = watched.calls();
    const unseen = methods.filter(
      ([group, verb = ""]) => !made.some((call) => call.endsWith(`${group}/${verbs[verb]}`)),
    );
    expect(unseen).toEqual([]);
    expect(methods.length).toBeGreaterThan(6);
  });
});

function read(document: string): string {
  return readFileSync(join(import.meta.dirname, "../../docs/policies", document), "utf8");
}

function grantedByGoogle(): string[] {
  const [, list = ""] = read("gcp-custom-role.yaml").split("includedPermissions:\n");
  return list
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^ {2}- /, ""));
}

const place = (account: string) => ({ account, region: "global" });

function rule(network: NetworkId, firewall: string, source: string): FirewallChange {
  const allow = { protocol: "tcp", from: 443, to: 443 } as const;
  return { action: "open", network, firewall, source: prefix(source), allow, reason: "asked for" };
}

/** Opens a rule, opens another one, and closes both. */
async function openAndClose(
  apply: (changes: readonly FirewallChange[]) => Promise<readonly { readonly id: string }[]>,
  opening: (source: string) => FirewallChange,
): Promise<void> {
  const one = await apply([opening("10.8.0.0/16")]);
  const other = await apply([opening("10.9.0.0/16")]);
  const { network, firewall } = opening("10.8.0.0/16");
  const close = [...one, ...other].map(
    ({ id }) => ({ action: "close", network, firewall, rule: id, reason: "done" }) as const,
  );
  await apply(close);
}

/** Builds one end of a VPN, reads it, and takes it away. */
async function throughLife(provider: CloudProvider, end: VpnEnd, settle: () => Promise<void>): Promise<void> {
  const { network } = end.near;
  await finish(settle, () => provider.buildGateway(end));
  await finish(settle, () => provider.buildTunnels(end, readKey));
  await provider.readGateway(network);
  await provider.propagateRoutes(end);
  await provider.readVpn(end);
  await replaceKey(provider, end, settle);
  await provider.stopPropagation(network, []);
  await finish(settle, () => provider.removeTunnels(network, end.connection));
  await finish(settle, () => provider.removeGateway(network));
}

/** As the steps do, who write down that it was begun. */
async function replaceKey(provider: CloudProvider, end: VpnEnd, settle: () => Promise<void>): Promise<void> {
  let begun = false;
  await finish(settle, async () => {
    const progress = await provider.replaceKey(end, 0, { readKey, begun });
    begun = progress.begun;
    return progress;
  });
}

async function runOnGoogle(): Promise<Watched<object>> {
  const world = await startGcpWorld();
  const { lab } = world;
  const secondary = { pods: "10.4.0.0/16", services: "10.5.0.0/20" };
  await makeNetwork(lab, "lab-one/a", { range: "10.0.0.0/20", secondary });
  await makeNetwork(lab, "lab-one/c", { range: "10.2.0.0/20" });
  await makeNetwork(lab, "lab-two/b", { range: "10.1.0.0/20" });
  world.addCluster("lab-one/a", { "crosspeer-name": "a" });
  const watched = watch({ ...world.provider, ...world.flowLogs }, lab.world.journal);
  const { provider } = watched;
  const pair = pairOfPlaces("lab-one/a", "lab-two/b");
  const [a, b, c] = [networkId("lab-one/a"), networkId("lab-two/b"), networkId("lab-one/c")];

  await provider.listNetworks({ account: "lab-one", region: "global" });
  await provider.readTags(c);
  await provider.describeNetworks([a, b, c]);
  await provider.surveyNetworks([a]);
  const { id } = await until(world, () => provider.requestPeering(pair, pair.connection));
  await until(world, () => provider.acceptPeering(pair, id));
  await world.settle();
  await provider.readPeering(pair, id);
  const drift = { networkPeering: { name: id, exchangeSubnetRoutes: true, importCustomRoutes: false } };
  await lab.run("PATCH", "lab-one/global/networks/a/updatePeering", drift);
  await until(world, async () => provider.setPeeringOptions(pair, await provider.readPeering(pair, id)));
  await world.settle();
  await provider.readImportedPrefixes(a, pair, id);
  await provider.applyRoutes(a, id, []);
  await provider.readRouteTables([a]);
  await openAndClose(
    (changes) => until(world, () => provider.applyFirewall(a, pair.connection, changes)),
    (source) => rule(a, "a", source),
  );
  await provider.writeTag(a, "crosspeer:status", "active 1/1");
  await world.settle();
  await finish(
    () => world.settle(),
    () => provider.removePeering(pair, pair.connection, id),
  );
  const [end] = planEnds(a, [vpcNetworkId({ account: "111111111111", region: "us-east-1" }, `vpc-${"0".repeat(17)}`)]);
  if (end !== undefined) await throughLife(provider, end, () => world.settle());
  await provider.keepFlowLogs(place("lab-one"), [{ network: a, which: "all" }]);
  await provider.keepFlowLogs(place("lab-one"), []);
  await lab.close();
  return watched;
}

async function runOnAzure(): Promise<Watched<object>> {
  const world = await startAzureWorld();
  const { lab, pair, connection } = world;
  await makeCluster(lab, "aks-1", "c");
  await makeCluster(lab, "aks-2", "d");
  const watched = watch({ ...world.provider, ...world.flowLogs }, lab.journal);
  await makeWatcher(lab);
  const { provider } = watched;
  const [a, b, c, d] = [idOf("a"), idOf("b"), idOf("c"), idOf("d")];
  const join = async () => {
    const { id } = await eventually(world, () => provider.requestPeering(pair, connection));
    await eventually(world, () => provider.acceptPeering(pair, id));
    await lab.clock.settle();
    return provider.readPeering(pair, id);
  };

  await provider.listNetworks({ account: HUB, region: "global" });
  await provider.readTags(a);
  await provider.describeNetworks([a, b, c, d]);
  await provider.surveyNetworks([c]);
  const { id } = await join();
  await lab.put(vnetPath("b"), vnetBody({ prefixes: ["10.1.0.0/16", "10.7.0.0/16"] }));
  await provider.setPeeringOptions(pair, await provider.readPeering(pair, id));
  await lab.clock.settle();
  await lab.call("DELETE", peeringPath("b", id));
  await lab.clock.settle();
  await join();
  await provider.readImportedPrefixes(a, pair, id);
  await provider.applyRoutes(a, id, []);
  await provider.readRouteTables([a]);
  const joined = connectionIdOf(pairOf(c, a));
  await openAndClose(
    (changes) => eventually(world, () => provider.applyFirewall(c, joined, changes)),
    (source) => rule(c, "rg/nsg-c", source),
  );
  await provider.writeTag(a, "crosspeer:status", "active 1/1");
  await provider.writeTag(a, "crosspeer:status", undefined);
  await lab.clock.settle();
  await finish(
    () => lab.clock.settle(),
    () => provider.removePeering(pair, connection, id),
  );
  await throughLife(provider, towardsAws(), () => lab.clock.settle());
  await provider.keepFlowLogs(place(HUB), [{ network: a, which: "all" }]);
  await lab.clock.settle();
  await provider.keepFlowLogs(place(HUB), []);
  await lab.stop();
  return watched;
}
