import { deepEqual, match } from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APPLICATION, AzureLab, HUB, TENANT } from "../lab/clouds/azure/azure-lab.ts";
import { LOCATION, vnetPath } from "../lab/clouds/azure/builders.ts";
import { startJudge } from "../lab/clouds/azure/definitions/start.ts";
import { assertion } from "../providers/azure/azure-world.ts";
import { type Cli, createCli } from "./cli.ts";
import { leap, play } from "./play.ts";

interface Half {
  readonly name: string;
  readonly peeringState: string;
  readonly peeringSyncLevel: string;
  readonly remoteAddressSpace: { readonly addressPrefixes: readonly string[] };
}

/** Drives the lab's Entra and Resource Manager by a stock az; throws on an answer that is not as Azure's would be. */
export async function checkAz(program: string, tell: (line: string) => void): Promise<void> {
  const warnings: string[] = [];
  await startJudge();
  const lab = await AzureLab.start({ warn: (message) => void warnings.push(message) });
  const stop = play(lab.clock);
  const leaping = leap(lab.clock, lab.journal);
  try {
    const az = createCli({ program, tell, json: "--output=json", environment: environmentOf(lab) });
    await logIn(az, lab.cloud.endpoint);
    leaping.on = true;
    await makeNetworks(az);
    // The first half is waited for as az does by itself, through an operation that is seen under way.
    leaping.on = false;
    await addHalf(az, "a", "b");
    leaping.on = true;
    deepEqual(await halvesIn(az, "a"), ["to-b Initiated RemoteNotInSync"]);
    await addHalf(az, "b", "a");
    deepEqual(await halvesIn(az, "a"), ["to-b Connected FullyInSync"]);
    deepEqual(await halvesIn(az, "b"), ["to-a Connected FullyInSync"]);
    await sync(az);
    await removePeering(az);
  } finally {
    stop();
    // Fails when an answer was not as Microsoft's definitions and recorded answers have it.
    await lab.stop();
  }
  deepEqual(warnings, []);
}

function environmentOf(lab: AzureLab): Readonly<Record<string, string>> {
  return {
    AZURE_CONFIG_DIR: mkdtempSync(join(tmpdir(), "crosspeer-az-")),
    AZURE_CORE_COLLECT_TELEMETRY: "false",
    // An authority that Microsoft's directory of authorities does not know.
    AZURE_CORE_INSTANCE_DISCOVERY: "false",
    AZURE_CORE_ONLY_SHOW_ERRORS: "true",
    REQUESTS_CA_BUNDLE: lab.cloud.caFile,
  };
}

/** As a workload does, with a federated token. */
async function logIn(az: Cli, endpoint: string): Promise<void> {
  const kinds = ["resource-manager", "management", "active-directory", "active-directory-graph-resource-id"];
  await az.ask(
    "cloud register --name lab --skip-endpoint-discovery",
    ...kinds.flatMap((kind) => [`--endpoint-${kind}`, endpoint]),
    ...["--endpoint-active-directory-resource-id", "https://management.azure.com"],
  );
  await az.ask("cloud set --name lab");
  const wrong = ["--federated-token", assertion("arn:aws:iam::111111111111:role/other")];
  const login = `login --service-principal --username ${APPLICATION} --tenant ${TENANT}`;
  match(await az.fail(login, ...wrong), /AADSTS700213/);
  const subscriptions: { id: string }[] = await az.ask(login, "--federated-token", assertion());
  deepEqual(
    subscriptions.some(({ id }) => id === HUB),
    true,
  );
  await az.ask(`account set --subscription ${HUB}`);
}

async function makeNetworks(az: Cli): Promise<void> {
  await az.ask(`group create --name rg --location ${LOCATION}`);
  for (const [name, octet] of [
    ["a", 0],
    ["b", 1],
  ] as const) {
    const { newVNet } = await az.ask(`network vnet create -g rg -n ${name} --address-prefixes 10.${octet}.0.0/16`);
    deepEqual([newVNet.name, newVNet.provisioningState], [name, "Succeeded"]);
  }
}

async function addHalf(az: Cli, from: string, to: string): Promise<void> {
  const half = `network vnet peering create -g rg --vnet-name ${from} -n to-${to} --allow-vnet-access`;
  const { provisioningState } = await az.ask(half, "--remote-vnet", vnetPath(to));
  deepEqual(provisioningState, "Succeeded");
}

async function sync(az: Cli): Promise<void> {
  await az.ask("network vnet update -g rg -n b --address-prefixes 10.1.0.0/16 10.2.0.0/16");
  deepEqual(await halvesIn(az, "a"), ["to-b Connected LocalNotInSync"]);
  const half: Half = await az.ask("network vnet peering sync -g rg --vnet-name a -n to-b");
  deepEqual(half.remoteAddressSpace.addressPrefixes, ["10.1.0.0/16", "10.2.0.0/16"]);
  deepEqual(await halvesIn(az, "a"), ["to-b Connected FullyInSync"]);
}

async function removePeering(az: Cli): Promise<void> {
  await az.ask("network vnet peering delete -g rg --vnet-name a -n to-b");
  deepEqual(await halvesIn(az, "a"), []);
  deepEqual(
    (await halvesIn(az, "b")).map((half) => half.split(" ")[1]),
    ["Disconnected"],
  );
  match(await az.fail("network vnet peering show -g rg --vnet-name a -n to-b"), /NotFound/);
}

/** A network's halves of peerings, as `name state level`. */
async function halvesIn(az: Cli, vnet: string): Promise<string[]> {
  const halves: Half[] = await az.ask(`network vnet peering list -g rg --vnet-name ${vnet}`);
  return halves.map(({ name, peeringState, peeringSyncLevel }) => `${name} ${peeringState} ${peeringSyncLevel}`);
}
