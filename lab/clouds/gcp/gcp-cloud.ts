import type { VirtualClock } from "../../world/clock.ts";
import { Fabric } from "../../world/fabric.ts";
import type { Faults } from "../../world/faults.ts";
import type { Journal } from "../../world/journal.ts";
import type { SeededRandom } from "../../world/random.ts";
import { computeMethods } from "./compute/compute-service.ts";
import { DEFAULT_LIMITS, type Limits } from "./compute/limits.ts";
import { Compute } from "./compute/state.ts";
import { fabricEnds } from "./compute/vpn/fabric-ends.ts";
import { Clusters } from "./container/clusters.ts";
import { containerMethods } from "./container/container-service.ts";
import { FrontDoor } from "./front-door.ts";
import { type AwsIdentities, securityTokenMethods } from "./identity/security-token-service.ts";
import { serviceAccountMethods } from "./identity/service-accounts.ts";
import { Tokens } from "./identity/tokens.ts";
import { flowLogMethods } from "./management/flow-logs.ts";
import { listen } from "./server.ts";

export interface GcpOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly journal: Journal;
  readonly faults: Faults;
  /** What joins the clouds' VPN tunnels. Default: one of its own, in which no other cloud is. */
  readonly fabric?: Fabric;
  /** Default: a free one. */
  readonly port?: number;
  /** Ids of the projects that exist. */
  readonly projects: readonly string[];
  readonly limits?: Partial<Limits>;
  /** Who stands behind an AWS access key id, for identity federation; default: the key id itself. */
  readonly awsIdentities?: AwsIdentities;
  /** Told of calls that the lab does not know; default: standard error. */
  readonly warn?: (message: string) => void;
}

export interface GcpCloud {
  /** `http://127.0.0.1:<port>`, for Compute, the container API, and the services that give out tokens. */
  readonly endpoint: string;
  /** What the API cannot make: GKE clusters. */
  readonly clusters: Clusters;
  readonly tokens: Tokens;
  /** The number of a project, as audiences of workload identity pools name it. */
  numberOf(project: string): string;
  close(): Promise<void>;
}

/** Starts Google Cloud on the loopback, empty but for its projects. */
export async function startGcp(options: GcpOptions): Promise<GcpCloud> {
  const { clock, random, journal, faults, projects, port = 0, awsIdentities = (key) => key } = options;
  const { fabric = new Fabric(() => clock.now()) } = options;
  const compute = new Compute({ clock, random, fabric, projects, limits: { ...DEFAULT_LIMITS, ...options.limits } });
  fabric.join(() => fabricEnds(compute));
  const clusters = new Clusters(compute);
  const tokens = new Tokens(random);
  const door = new FrontDoor({
    ...{ clock, journal, faults, tokens },
    methods: [
      ...computeMethods(compute),
      ...containerMethods(clusters),
      ...flowLogMethods(compute),
      ...securityTokenMethods(tokens, awsIdentities),
      ...serviceAccountMethods(tokens, Date.now),
    ],
    warn: options.warn ?? ((message) => void process.stderr.write(`${message}\n`)),
  });
  const { endpoint, close } = await listen((request) => door.answer(request), port);
  return { endpoint, clusters, tokens, numberOf: (project) => compute.project(project).number, close };
}
