import type { VirtualClock } from "../../world/clock.ts";
import { Fabric } from "../../world/fabric.ts";
import type { Faults } from "../../world/faults.ts";
import type { Journal } from "../../world/journal.ts";
import type { SeededRandom } from "../../world/random.ts";
import { type Certificate, throwAwayCertificate } from "./certificate.ts";
import { clusterRoutes, createCluster, deleteCluster, type NewCluster } from "./clusters/clusters.ts";
import type { Cluster } from "./clusters/resources.ts";
import { FrontDoor } from "./front-door.ts";
import { groupRoutes } from "./groups.ts";
import { AccessTokens, type Identity } from "./identity/access-tokens.ts";
import { answerEntra } from "./identity/entra.ts";
import type { Tenant } from "./identity/tenants.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { peeringRoutes } from "./network/peerings.ts";
import { securityGroupRoutes } from "./network/security-groups.ts";
import { securityRuleRoutes } from "./network/security-rules.ts";
import { subnetRoutes } from "./network/subnets.ts";
import { usageRoutes } from "./network/usages.ts";
import { vnetRoutes } from "./network/vnets.ts";
import { resourceGraphRoutes } from "./resource-graph.ts";
import { type Exchange, listen } from "./server.ts";
import { AzureState } from "./state.ts";
import { subscriptionRoutes } from "./subscriptions.ts";
import { tagRoutes } from "./tags.ts";
import { DEFAULT_THROTTLING, Throttle, type Throttling } from "./throttle.ts";
import { bgpRoutes } from "./vpn/bgp.ts";
import { connectionRoutes } from "./vpn/connections.ts";
import { allEnds } from "./vpn/ends.ts";
import { gatewayRoutes } from "./vpn/gateways.ts";
import { localGatewayRoutes } from "./vpn/local-gateways.ts";
import { publicIpRoutes } from "./vpn/public-ips.ts";
import { sharedKeyRoutes } from "./vpn/shared-keys.ts";
import { flowLogRoutes } from "./watchers/flow-logs.ts";
import { watcherRoutes } from "./watchers/watchers.ts";
import type { ArmRoute } from "./wire.ts";

export interface AzureCloudOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly tenants: readonly Tenant[];
  /** The wires to the other clouds; default: none lead anywhere. */
  readonly fabric?: Fabric;
  /** Default: a free one. */
  readonly port?: number;
  /** Request throttling; default as ARM has it. */
  readonly throttling?: Throttling | "off";
  readonly limits?: Partial<Limits>;
  /** Told of every request with its answer; for those who check them. */
  readonly observe?: (exchange: Exchange) => void;
  /** Told of calls that the lab does not know; default: standard error. */
  readonly warn?: (message: string) => void;
}

/** Azure Resource Manager and Entra behind one endpoint. */
export interface AzureCloud {
  /** `https://127.0.0.1:<port>`: Resource Manager, and the authority that gives tokens for it. */
  readonly endpoint: string;
  /** The certificate to trust, as PEM: a file for NODE_EXTRA_CA_CERTS and the like, and its content. */
  readonly caFile: string;
  readonly ca: string;
  /** A token for Resource Manager, without asking the authority. */
  token(identity: Identity): string;
  /** Makes an AKS cluster; its group and subnets must be there. */
  createCluster(cluster: NewCluster): Cluster;
  /** Deletes one, as its owner would. */
  deleteCluster(cluster: Pick<NewCluster, "subscription" | "group" | "name">): void;
  /** Puts a VPN gateway into a network, which must be there. */
  addGateway(vnetId: string, name: string): void;
  close(): Promise<void>;
}

export async function startAzure(options: AzureCloudOptions): Promise<AzureCloud> {
  const { clock, random, tenants, port = 0, throttling = DEFAULT_THROTTLING, observe = () => {} } = options;
  const { warn = (message) => void process.stderr.write(`${message}\n`) } = options;
  const certificate: Certificate = throwAwayCertificate();
  const tokens = new AccessTokens(random);
  const { fabric = new Fabric(() => clock.now()) } = options;
  const state = new AzureState({ clock, random, fabric, ...world(options) });
  fabric.join(() => allEnds(state));
  const throttle = throttling === "off" ? undefined : new Throttle(clock, throttling);
  const door = new FrontDoor({ ...options, tokens, state, throttle, warn, routes: routesOf(state) });
  const server = await listen({
    ...{ certificate, port, random, observe },
    answer: async (endpoint, request) =>
      answerEntra({ tenants, tokens }, endpoint, request) ?? door.answer(endpoint, request),
  });
  return {
    ...{ endpoint: server.endpoint, caFile: certificate.caFile, ca: certificate.cert, close: server.close },
    token: (identity) => tokens.issue(identity, "https://management.azure.com"),
    createCluster: (cluster) => createCluster(state, cluster),
    deleteCluster: (cluster) => deleteCluster(state, cluster),
    addGateway: (vnetId, name) => addGateway(state, vnetId, name),
  };
}

function world({ tenants, limits }: AzureCloudOptions) {
  const subscriptions = tenants.flatMap((tenant) =>
    tenant.subscriptions.map((id) => ({ id, tenant: tenant.id, groups: new Map() })),
  );
  return { limits: { ...DEFAULT_LIMITS, ...limits }, subscriptions };
}

function routesOf(state: AzureState): ArmRoute[] {
  return [
    ...subscriptionRoutes(state),
    ...groupRoutes(state),
    ...vnetRoutes(state),
    ...subnetRoutes(state),
    ...peeringRoutes(state),
    ...securityGroupRoutes(state),
    ...securityRuleRoutes(state),
    ...publicIpRoutes(state),
    ...gatewayRoutes(state),
    ...bgpRoutes(state),
    ...localGatewayRoutes(state),
    ...connectionRoutes(state),
    ...sharedKeyRoutes(state),
    ...usageRoutes(state),
    ...watcherRoutes(state),
    ...flowLogRoutes(state),
    ...clusterRoutes(state),
    ...tagRoutes(state),
    ...resourceGraphRoutes(state),
    ...state.operations.routes(),
  ];
}

function addGateway(state: AzureState, vnetId: string, name: string): void {
  const vnet = state.vnet(vnetId);
  if (vnet === undefined) throw new Error(`no virtual network ${vnetId}`);
  vnet.gateways.push(vnetId.replace(/virtualNetworks\/[^/]+$/i, `virtualNetworkGateways/${name}`));
}
