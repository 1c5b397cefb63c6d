import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { prefix } from "../../../core/address-space/prefix.ts";
import { connectionIdOf, pairOf } from "../../../core/connection/connection-id.ts";
import { type NetworkId, parseNetworkId } from "../../../core/connection/network-id.ts";
import type { VirtualClock } from "../../../lab/world/clock.ts";
import { bundleHandlers } from "../../../lib/bundle-handlers.ts";
import { makeLabWorld } from "../../contract/lab-world.ts";
import { AzureLab } from "../../lab/clouds/azure/azure-lab.ts";
import { makeVnet } from "../../lab/clouds/azure/builders.ts";
import { makeNetwork } from "../../lab/clouds/gcp/builders.ts";
import { assertion, configOf, idOf } from "../../providers/azure/azure-world.ts";
import { audience, networkId, startGcpWorld } from "../../providers/gcp/gcp-world.ts";
import type { JoinRequest, Where } from "./functions/join.ts";
import { runBundled } from "./run-bundled.ts";

const root = join(import.meta.dirname, "../../..");
const clientsOfOthers = /google|protobufjs|azure|msal/;

/** Lets time pass for as long as some work takes. */
async function playing<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  const timer = setInterval(() => void clock.advance(1000), 20);
  return work.finally(() => clearInterval(timer));
}

describe("a bundled handler on AWS", () => {
  it("given networks of AWS, then EC2 is asked and no other cloud's client is loaded", async () => {
    const bundle = await bundleHandlers({ functionsDir: join(root, "functions"), outDir: newDirectory() });
    const world = await makeLabWorld();
    const place = { account: world.hub, region: "us-east-1" };
    const made = await Promise.all(
      ["10.0.0.0/16", "10.1.0.0/16"].map((CidrBlock) => world.client(place).send(new CreateVpcCommand({ CidrBlock }))),
    );
    const [one, other] = made.map(({ Vpc }) => network(`arn:aws:ec2:us-east-1:${world.hub}:vpc/${Vpc?.VpcId}`));
    if (one === undefined || other === undefined) throw new Error("no networks");
    const pair = pairOf(one, other);
    const ran = await runBundled({
      ...{ bundle, name: "read-peering", inputsFrom: root },
      event: { ...pair, peering: "pcx-00000000000000000" },
      environment: { ...environment, AWS_ENDPOINT_URL: world.endpoint, AWS_ACCESS_KEY_ID: `LABK${world.hub}` },
    });
    await world.stop();
    expect(ran.result).toMatchObject({
      name: "NotYetVisible",
      message: expect.stringContaining("pcx-00000000000000000"),
    });
    expect(ran.inputs).toContain("providers/aws/provider.ts");
    expect(ran.inputs.filter((input) => clientsOfOthers.test(input))).toEqual([]);
  });
});

describe("a bundled provider", () => {
  const functionsDir = join(import.meta.dirname, "functions");
  const build = bundleHandlers({ functionsDir, outDir: newDirectory() });
  const run = async (event: JoinRequest, clock: VirtualClock) =>
    playing(clock, runBundled({ bundle: await build, name: "join", event, inputsFrom: import.meta.dirname }));

  it("given two networks on Google Cloud, then they are joined, by Google's client alone", async () => {
    const world = await startGcpWorld();
    const secondary = (octet: number) => ({ pods: `10.${octet + 4}.0.0/16`, services: `10.${octet + 8}.0.0/20` });
    await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20", secondary: secondary(0) });
    await makeNetwork(world.lab, "lab-two/b", { range: "10.1.0.0/20", secondary: secondary(1) });
    world.addCluster("lab-two/b", {});
    const where: Where = {
      ...{ cloud: "gcp", endpoint: `http://127.0.0.1:${world.lab.port}`, audience, projects: ["lab-one", "lab-two"] },
      keys: { accessKeyId: "LABK111111111111", secretAccessKey: "secret", sessionToken: "token" },
    };
    const networks = [networkId("lab-one/a"), networkId("lab-two/b")] as const;
    const request = joinRequest({ where, networks, firewall: "b", none: networkId("lab-one/none") });
    const { result, inputs } = await run(request, world.lab.world.clock);
    await world.lab.close();
    expect(result).toMatchObject({
      peering: { phase: "active", options: { requester: true, accepter: true } },
      networks: [
        { addressSpace: expect.arrayContaining(["10.4.0.0/16"]) },
        { firewalls: [{ rules: [{ source: "10.0.0.0/20" }] }] },
      ],
      learned: expect.arrayContaining(["10.4.0.0/16"]),
      tagsOfNone: "none",
    });
    expect(inputs.filter((input) => /@grpc|client-ec2|azure/.test(input))).toEqual([]);
  });

  it("given two networks on Azure, then they are joined, by Azure's client alone", async () => {
    const lab = await AzureLab.start();
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    await makeVnet(lab, { name: "b", prefixes: ["10.1.0.0/16"] });
    const { webIdentityToken: _, ...config } = configOf(lab);
    const where: Where = { cloud: "azure", token: assertion(), ...config };
    const request = {
      ...joinRequest({ where, networks: [idOf("a"), idOf("b")], firewall: "", none: idOf("none") }),
      firewall: [],
    };
    const { result, inputs } = await run(request, lab.clock);
    await lab.stop();
    expect(result).toMatchObject({
      peering: { phase: "active", options: { requester: true, accepter: true } },
      networks: [{ addressSpace: ["10.0.0.0/16"] }, { addressSpace: ["10.1.0.0/16"] }],
      learned: ["10.0.0.0/16"],
      tagsOfNone: "none",
    });
    expect(inputs.filter((input) => /client-ec2|google/.test(input))).toEqual([]);
  });
});

const environment = {
  ...{ AWS_REGION: "us-east-1", AWS_SECRET_ACCESS_KEY: "secret", AWS_LAMBDA_FUNCTION_NAME: "read-peering" },
  ...{ LEDGER_TABLE: "ledger", EVENT_BUS_NAME: "bus", HUB_ACCOUNT: "111111111111", PLACES: "[]" },
  MEMBER_ROLE_NAME: "crosspeer-member",
  GRACE_SECONDS: "300",
  POLICY_PARAMETER: "/crosspeer/policy",
};

interface Joined {
  readonly where: Where;
  readonly networks: readonly [NetworkId, NetworkId];
  /** The firewall of the second network. */
  readonly firewall: string;
  readonly none: NetworkId;
}

function joinRequest({ where, networks: [one, other], firewall, none }: Joined): JoinRequest {
  const pair = pairOf(one, other);
  const rule = {
    action: "open",
    network: pair.accepter,
    firewall,
    allow: { protocol: "tcp", from: 443, to: 443 },
  } as const;
  const source = prefix("10.0.0.0/20");
  return { where, pair, connection: connectionIdOf(pair), firewall: [{ ...rule, source, reason: "asked for" }], none };
}

function network(text: string): NetworkId {
  const id = parseNetworkId(text);
  if (id === undefined) throw new Error(`no network id: ${text}`);
  return id;
}

function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), "crosspeer-bundle-"));
}
