import { parseNetworkId } from "../../../core/connection/network-id.ts";
import { gatewayName, tunnelName } from "../../../core/tunnels/names.ts";
import type { VpnEnd } from "../../../core/tunnels/tunnel-plan.ts";
import { makeNetwork } from "../../lab/clouds/gcp/builders.ts";
import { finish, planEnds, readKey } from "../../support/vpn-ends.ts";
import { type GcpWorld, networkId, startGcpWorld } from "./gcp-world.ts";

let world: GcpWorld;
let aws: VpnEnd;
let azure: VpnEnd;

const near = networkId("lab-one/shop");
const router = gatewayName(near);
const region = "us-central1";

const far = [
  "arn:aws:ec2:us-east-1:111111111111:vpc/vpc-0000000000000000a",
  "/subscriptions/3e9d5c71-0a86-4f2b-b547-18c2f6a0d9e3/resourcegroups/networks/providers/microsoft.network/virtualnetworks/far",
].flatMap((text) => parseNetworkId(text) ?? []);

beforeEach(async () => {
  world = await startGcpWorld();
  await makeNetwork(world.lab, "lab-one/shop", {
    range: "10.0.0.0/20",
    secondary: { pods: "10.4.0.0/16", services: "10.5.0.0/20" },
  });
  world.addCluster("lab-one/shop", {});
  const [one, other] = planEnds(near, far);
  if (one === undefined || other === undefined) throw new Error("not planned");
  [aws, azure] = [one, other];
});

afterEach(() => world.lab.close());

const settle = () => world.settle();

async function build(end: VpnEnd) {
  const { provider } = world;
  const { gateway } = await finish(settle, () => provider.buildGateway(end));
  const { outside } = await finish(settle, () => provider.buildTunnels(end, readKey));
  return { gateway, outside };
}

describe("providers/gcp/vpn", () => {
  it("given a network with a cluster, then a gateway in its region, four tunnels, and a session for each", async () => {
    const { gateway, outside } = await build(aws);
    expect(gateway).toMatchObject({ id: router, asn: aws.near.asn, ours: true, phase: "ready" });
    const [first, second] = gateway.addresses;
    expect(outside).toEqual([first, first, second, second]);
    const { ends, differences } = await world.provider.readVpn(aws);
    expect(differences).toEqual([]);
    expect(ends.map(({ index, differences: wrong }) => ({ index, wrong }))).toEqual(
      [0, 1, 2, 3].map((index) => ({ index, wrong: [] })),
    );
  });

  it("given everything built, then building again only reads", async () => {
    await build(aws);
    const calls = await world.callsOf(() => build(aws));
    expect(calls.filter((call) => /insert|patch|update|delete/.test(call))).toEqual([]);
  });

  it("given two connections, then removing one leaves the other, and removing the last takes gateway and router away", async () => {
    const { provider } = world;
    await build(aws);
    await build(azure);
    expect(await interfaces()).toEqual([...namesOf(aws), ...namesOf(azure)]);

    await finish(settle, () => provider.removeTunnels(near, aws.connection));
    await finish(settle, () => provider.removeGateway(near));
    expect(await interfaces()).toEqual(namesOf(azure));
    const { ends } = await provider.readVpn(azure);
    expect(ends.flatMap(({ differences }) => differences)).toEqual([]);
    expect(ends).toHaveLength(2);

    await finish(settle, () => provider.removeTunnels(near, azure.connection));
    await finish(settle, () => provider.removeGateway(near));
    expect(await provider.readGateway(near)).toBeUndefined();
  });
});

function namesOf({ connection, tunnels }: VpnEnd): readonly string[] {
  return tunnels.map(({ index }) => tunnelName(connection, index));
}

async function interfaces(): Promise<readonly string[]> {
  const { body } = await world.lab.ask("GET", `lab-one/regions/${region}/routers/${router}`);
  return (body.interfaces ?? []).map(({ name }: { name: string }) => name);
}
