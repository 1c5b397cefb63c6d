import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gatewayName } from "../../core/tunnels/names.ts";
import { synthesizeForLab } from "../../lab/scenarios/synthesize.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import { keptTexts, preSharedKeys } from "../support/kept-texts.ts";
import {
  azureConnectionsOf,
  buildTrio,
  joinMesh,
  namesOf,
  propagatedRoutes,
  routerStatusOf,
  type Trio,
  vpnConnections,
} from "../support/vpn-world.ts";

/** Three clouds in one mesh: every gateway serves two connections, and all are built at the same time. */
describe("a mesh of three clouds", () => {
  let world: DeployedWorld;
  let trio: Trio;

  beforeAll(async () => {
    world = await DeployedWorld.start({ clouds: "all" });
    trio = await buildTrio(world, "trio", 10);
    await joinMesh(trio, "all");
    await world.settle();
    await world.sweep();
  }, 120_000);

  afterAll(() => world.close());

  it("given the tags, then three connections are active over 4, 4 and 2 tunnels", () => {
    const { eks, gke, aks } = trio;
    expect([world.connection(eks, gke), world.connection(eks, aks), world.connection(gke, aks)]).toEqual([
      expect.objectContaining({ state: "active", transport: "ha-vpn" }),
      expect.objectContaining({ state: "active", transport: "ha-vpn" }),
      expect.objectContaining({ state: "active", transport: "ha-vpn" }),
    ]);
  });

  it("given the tags, then AWS says that eight tunnels are up and every table has the peers' routes", async () => {
    const connections = await vpnConnections(trio.eks);
    expect(connections.flatMap(({ VgwTelemetry = [] }) => VgwTelemetry.map(({ Status }) => Status))).toEqual(
      new Array(8).fill("UP"),
    );
    expect(await propagatedRoutes(trio.eks)).toEqual([...trio.gke.prefixes, ...trio.aks.prefixes].sort());
  });

  it("given the tags, then Google Cloud says that six sessions are up, and has learned the peers' prefixes", async () => {
    const status = await routerStatusOf(trio.gke, gatewayName(trio.gke.id));
    expect(status.bgpPeerStatus.map((peer) => peer.status)).toEqual(new Array(6).fill("UP"));
    const learned = new Set(status.bestRoutesForRouter.map(({ destRange }) => destRange));
    expect([...learned].sort()).toEqual([...trio.eks.prefixes, ...trio.aks.prefixes].sort());
    expect(await namesOf(trio.gke, "vpnTunnels")).toHaveLength(6);
    expect(await namesOf(trio.gke, "vpnGateways")).toEqual([gatewayName(trio.gke.id)]);
  });

  it("given the tags, then Azure says that six connections are up", async () => {
    const connections = await azureConnectionsOf(trio.aks);
    expect(connections.map(({ properties }) => properties.connectionStatus)).toEqual(new Array(6).fill("Connected"));
  });

  it("given all that is kept of it, then no pre-shared key is in it, and each tunnel has its own", async () => {
    const keys = await preSharedKeys(world);
    expect(new Set(keys).size).toBe(10);
    const template = readFileSync(join(synthesizeForLab("all"), "crosspeer.template.json"), "utf8");
    const texts = new Map([...(await keptTexts(world)), ["the template", template]]);
    expect([...texts.values()].every((text) => text.length > 100)).toBe(true);
    const leaks = [...texts].filter(([, text]) => keys.some((key) => text.includes(key)));
    expect(leaks.map(([where]) => where)).toEqual([]);
  });

  it("given another sweep, then nothing is written", async () => {
    const mark = world.mark();
    await world.sweep();
    expect(world.writesSince(mark).map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });
});
