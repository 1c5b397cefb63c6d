import { deepEqual, equal, match } from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGcp } from "../../lab/clouds/gcp/gcp-cloud.ts";
import { VirtualClock } from "../../lab/world/clock.ts";
import { Fabric } from "../../lab/world/fabric.ts";
import { Faults } from "../../lab/world/faults.ts";
import { Journal } from "../../lab/world/journal.ts";
import { SeededRandom } from "../../lab/world/random.ts";
import { startCheckedFront } from "../lab/clouds/gcp/checked-front.ts";
import { GcpLab } from "../lab/clouds/gcp/gcp-lab.ts";
import { type Cli, createCli } from "./cli.ts";
import { play } from "./play.ts";

interface Network {
  readonly name: string;
  readonly peerings?: readonly {
    readonly name: string;
    readonly state: string;
    readonly exportCustomRoutes: boolean;
  }[];
}

/** Drives the lab's Compute by a stock gcloud; throws on an answer that is not as Google's would be. */
export async function checkGcloud(program: string, tell: (line: string) => void): Promise<void> {
  const lab = await startLab();
  const stop = play(lab.world.clock);
  try {
    const gcloud = createCli({ program, tell, json: "--format=json", environment: environmentOf(lab) });
    await makeNetworks(gcloud);
    await joinNetworks(gcloud);
    await checkFirewall(gcloud);
    await removePeering(gcloud);
    await buildVpn(gcloud);
    await removeVpn(gcloud);
  } finally {
    stop();
    // Fails when an answer was not as Google defines it.
    await lab.close();
  }
  deepEqual(lab.world.warnings, []);
}

async function startLab(): Promise<GcpLab> {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const fabric = new Fabric(() => clock.now());
  const base = { clock, fabric, journal: new Journal(), faults: new Faults(new SeededRandom(2)) };
  const warnings: string[] = [];
  const gcp = await startGcp({
    ...{ ...base, random: new SeededRandom(1), projects: ["lab-one", "lab-two"] },
    warn: (message) => void warnings.push(message),
  });
  return new GcpLab({ ...base, warnings, gcp }, await startCheckedFront(gcp.endpoint));
}

/** Without a login: no credentials are looked for, and calls carry none. */
function environmentOf(lab: GcpLab): Readonly<Record<string, string>> {
  return {
    CLOUDSDK_CONFIG: mkdtempSync(join(tmpdir(), "crosspeer-gcloud-")),
    CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `http://127.0.0.1:${lab.port}/compute/v1/`,
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: "true",
    CLOUDSDK_CORE_DISABLE_PROMPTS: "true",
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: "true",
  };
}

async function makeNetworks(gcloud: Cli): Promise<void> {
  for (const [project, name, octet] of [
    ["lab-one", "a", 0],
    ["lab-two", "b", 1],
  ] as const) {
    await gcloud.ask(`compute networks create ${name} --project ${project} --subnet-mode custom`);
    const [subnet] = await gcloud.ask(
      `compute networks subnets create ${name}-0 --project ${project} --network ${name} --region us-central1`,
      ...["--range", `10.${octet}.0.0/20`, "--secondary-range", `pods=10.${octet + 4}.0.0/16`],
    );
    deepEqual(subnet.secondaryIpRanges, [{ ipCidrRange: `10.${octet + 4}.0.0/16`, rangeName: "pods" }]);
  }
}

async function joinNetworks(gcloud: Cli): Promise<void> {
  const create = "compute networks peerings create";
  const one = "one-two --project lab-one --network a --peer-project lab-two --peer-network b";
  await gcloud.ask(`${create} ${one} --export-custom-routes --import-custom-routes`);
  deepEqual(await halvesIn(gcloud, "lab-one"), ["one-two INACTIVE"]);
  await gcloud.ask(`${create} two-one --project lab-two --network b --peer-project lab-one --peer-network a`);
  deepEqual(await halvesIn(gcloud, "lab-one"), ["one-two ACTIVE"]);
  deepEqual(await halvesIn(gcloud, "lab-two"), ["two-one ACTIVE"]);
  match(await gcloud.fail(`${create} ${one}`), /There is already a peering/);

  await gcloud.ask("compute networks peerings update two-one --project lab-two --network b --export-custom-routes");
  const [network]: Network[] = await gcloud.ask("compute networks peerings list --project lab-two");
  equal(network?.peerings?.[0]?.exportCustomRoutes, true);

  const routes: { destRange: string }[] = await gcloud.ask(
    "compute networks peerings list-routes two-one --project lab-two --network b --region us-central1 --direction INCOMING",
  );
  deepEqual(routes.map(({ destRange }) => destRange).sort(), ["10.0.0.0/20", "10.4.0.0/16"]);
}

async function checkFirewall(gcloud: Cli): Promise<void> {
  const create = "compute firewall-rules create pods --project lab-one --network a --allow tcp:443,icmp";
  await gcloud.ask(create, "--source-ranges", "10.1.0.0/20,10.5.0.0/16");
  const [rule] = await gcloud.ask("compute firewall-rules list --project lab-one");
  equal(rule.name, "pods");
  deepEqual(rule.sourceRanges, ["10.1.0.0/20", "10.5.0.0/16"]);
  deepEqual(rule.allowed, [{ IPProtocol: "tcp", ports: ["443"] }, { IPProtocol: "icmp" }]);
  deepEqual(await gcloud.ask("compute firewall-rules list --project lab-two"), []);
}

async function removePeering(gcloud: Cli): Promise<void> {
  await gcloud.ask("compute networks peerings delete one-two --project lab-one --network a");
  deepEqual(await halvesIn(gcloud, "lab-one"), []);
  deepEqual(await halvesIn(gcloud, "lab-two"), ["two-one INACTIVE"]);
  const again = await gcloud.fail("compute networks peerings delete one-two --project lab-one --network a");
  match(again, /one-two/);
}

async function buildVpn(gcloud: Cli): Promise<void> {
  const place = "--project lab-one --region us-central1";
  await gcloud.ask(`compute vpn-gateways create gw --network a ${place}`);
  const gateway = await gcloud.ask(`compute vpn-gateways describe gw ${place}`);
  deepEqual(Object.keys(gateway.vpnInterfaces[1]), ["id", "ipAddress"]);
  await gcloud.ask(`compute routers create router --network a --asn 64513 ${place}`);
  const interfaces = "0=198.18.0.1,1=198.18.0.2";
  await gcloud.ask(`compute external-vpn-gateways create far --project lab-one --interfaces ${interfaces}`);
  const ends = "--vpn-gateway gw --interface 0 --peer-external-gateway far --peer-external-gateway-interface 0";
  const settings = "--router router --ike-version 2 --shared-secret not-a-secret";
  await gcloud.ask(`compute vpn-tunnels create tunnel ${ends} ${settings} ${place}`);
  const face = "--interface-name if --ip-address 169.254.32.2 --mask-length 30 --vpn-tunnel tunnel";
  await gcloud.ask(`compute routers add-interface router ${face} ${place}`);
  const peer = "--peer-name peer --interface if --peer-ip-address 169.254.32.1 --peer-asn 64600";
  await gcloud.ask(`compute routers add-bgp-peer router ${peer} ${place}`);
  const tunnel = await gcloud.ask(`compute vpn-tunnels describe tunnel ${place}`);
  deepEqual([tunnel.status, tunnel.peerIp], ["NO_INCOMING_PACKETS", "198.18.0.1"]);
  const { result } = await gcloud.ask(`compute routers get-status router ${place}`);
  deepEqual([result.bgpPeerStatus[0].ipAddress, result.bgpPeerStatus[0].status], ["169.254.32.2", "DOWN"]);
  match(await gcloud.fail(`compute vpn-gateways delete gw ${place}`), /already being used by/);
}

async function removeVpn(gcloud: Cli): Promise<void> {
  const place = "--project lab-one --region us-central1";
  await gcloud.ask(`compute routers remove-bgp-peer router --peer-name peer ${place}`);
  await gcloud.ask(`compute routers remove-interface router --interface-name if ${place}`);
  await gcloud.ask(`compute vpn-tunnels delete tunnel ${place}`);
  await gcloud.ask("compute external-vpn-gateways delete far --project lab-one");
  await gcloud.ask(`compute vpn-gateways delete gw ${place}`);
  await gcloud.ask(`compute routers delete router ${place}`);
  deepEqual(await gcloud.ask("compute routers list --project lab-one"), []);
}

/** A project's halves of peerings, as `name state`. */
async function halvesIn(gcloud: Cli, project: string): Promise<string[]> {
  const networks: Network[] = await gcloud.ask(`compute networks peerings list --project ${project}`);
  return networks.flatMap(({ peerings = [] }) => peerings.map(({ name, state }) => `${name} ${state}`));
}
