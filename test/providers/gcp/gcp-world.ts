import { type ConnectionId, connectionIdOf, type Pair, pairOf } from "../../../core/connection/connection-id.ts";
import { type NetworkId, parseNetworkId } from "../../../core/connection/network-id.ts";
import type { Limits } from "../../../lab/clouds/gcp/compute/limits.ts";
import type { ClusterRequest } from "../../../lab/clouds/gcp/container/clusters.ts";
import { startGcp } from "../../../lab/clouds/gcp/gcp-cloud.ts";
import { VirtualClock } from "../../../lab/world/clock.ts";
import { Fabric } from "../../../lab/world/fabric.ts";
import { Faults } from "../../../lab/world/faults.ts";
import { Journal } from "../../../lab/world/journal.ts";
import { SeededRandom } from "../../../lab/world/random.ts";
import type { CloudProvider } from "../../../providers/cloud-provider.ts";
import type { FlowLogKeeper } from "../../../providers/flow-logs.ts";
import type { GcpConfig } from "../../../providers/gcp/client.ts";
import { createGcpFlowLogs } from "../../../providers/gcp/flow-logs.ts";
import { createGcpProvider } from "../../../providers/gcp/provider.ts";
import type { Provider } from "../../../providers/provider.ts";
import { startCheckedFront } from "../../lab/clouds/gcp/checked-front.ts";
import { GcpLab } from "../../lab/clouds/gcp/gcp-lab.ts";

/** The provider's clients on Google Cloud of the lab; every answer of Compute is checked on its way. */
export interface GcpWorld {
  readonly lab: GcpLab;
  readonly provider: CloudProvider;
  readonly flowLogs: FlowLogKeeper;
  /** Another provider, with a configuration that differs in something. */
  providerWith(config: Partial<GcpConfig>): CloudProvider;
  /** Another provider, which has to know from its environment who it is. */
  providerOfEnvironment(): Provider;
  addCluster(network: string, labels: Readonly<Record<string, string>>, more?: Partial<ClusterRequest>): void;
  /** The calls of some work, as `networks.get lab-one`; those for tokens left out. */
  callsOf(work: () => Promise<unknown>): Promise<readonly string[]>;
  /** Lets all operations end. */
  settle(): Promise<void>;
}

export const audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/aws/providers/hub";

const keys = { accessKeyId: "LABK111111111111", secretAccessKey: "secret", sessionToken: "token" };

export async function startGcpWorld(limits: Partial<Limits> = {}): Promise<GcpWorld> {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const fabric = new Fabric(() => clock.now());
  const base = { clock, fabric, journal: new Journal(), faults: new Faults(new SeededRandom(2)) };
  const warnings: string[] = [];
  const gcp = await startGcp({
    ...{ ...base, random: new SeededRandom(1), projects: ["lab-one", "lab-two"], limits },
    warn: (message) => void warnings.push(message),
  });
  const lab = new GcpLab({ ...base, warnings, gcp }, await startCheckedFront(gcp.endpoint));
  const ids = new SeededRandom(3);
  const config = {
    ...{ endpoint: `http://127.0.0.1:${lab.port}`, audience, projects: ["lab-one", "lab-two"] },
    aws: { region: "us-east-1", sessionKeys: async () => keys },
  };
  const providerWith = (some: Partial<GcpConfig>) => createGcpProvider({ ...config, ...some }, () => ids.uuid());
  const { aws: _, ...anonymous } = config;
  return {
    providerOfEnvironment: () => createGcpProvider(anonymous, () => ids.uuid()),
    ...{ lab, providerWith, provider: providerWith({}), settle: () => clock.settle() },
    flowLogs: createGcpFlowLogs(config, () => ids.uuid()),
    addCluster(place, resourceLabels, more = {}) {
      const [project = "", network = ""] = place.split("/");
      gcp.clusters.add({
        ...{ project, network, subnetwork: `${network}-0`, location: "us-central1", name: "shop" },
        ...{ podRange: "pods", serviceRange: "services", resourceLabels, ...more },
      });
    },
    async callsOf(work) {
      const start = base.journal.entries.length;
      await work();
      const made = base.journal.entries
        .slice(start)
        .filter(({ service }) => /^(compute|container|networkmanagement)$/.test(service));
      return made.map(({ action, account }) => `${action} ${account}`);
    },
  };
}

/** The id of `project/network`. */
export function networkId(place: string): NetworkId {
  const [project, name] = place.split("/");
  const id = parseNetworkId(`projects/${project}/global/networks/${name}`);
  if (id === undefined) throw new Error(`not a network: ${place}`);
  return id;
}

export function pairOfPlaces(one: string, other: string): Pair & { readonly connection: ConnectionId } {
  const pair = pairOf(networkId(one), networkId(other));
  return { ...pair, connection: connectionIdOf(pair) };
}

/** Lets time pass for as long as a call asks to come again. */
export async function until<T>(world: GcpWorld, call: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await call();
    } catch (fault) {
      const again = fault instanceof Error && ["NotYetVisible", "Busy", "Throttled"].includes(fault.name);
      if (!again || attempts === 10) throw fault;
      await world.settle();
    }
  }
}
