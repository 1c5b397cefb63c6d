import { ExternalVpnGatewaysClient } from "@google-cloud/compute/build/src/v1/external_vpn_gateways_client.js";
import { FirewallsClient } from "@google-cloud/compute/build/src/v1/firewalls_client.js";
import { GlobalOperationsClient } from "@google-cloud/compute/build/src/v1/global_operations_client.js";
import { NetworksClient } from "@google-cloud/compute/build/src/v1/networks_client.js";
import { RegionOperationsClient } from "@google-cloud/compute/build/src/v1/region_operations_client.js";
import { RoutersClient } from "@google-cloud/compute/build/src/v1/routers_client.js";
import { SubnetworksClient } from "@google-cloud/compute/build/src/v1/subnetworks_client.js";
import { VpnGatewaysClient } from "@google-cloud/compute/build/src/v1/vpn_gateways_client.js";
import { VpnTunnelsClient } from "@google-cloud/compute/build/src/v1/vpn_tunnels_client.js";
import { type Cluster, createClusterReader } from "./cluster-list.ts";
import { createAuthClient, type Federation } from "./credentials.ts";
import { definitionsOnce } from "./definitions-once.ts";

export interface GcpConfig extends Federation {
  /** Ids of the projects whose clusters are read: those of the networks, and those that use a shared network. */
  readonly projects: readonly string[];
  /** Results a page. @default the server's */
  readonly pageSize?: number;
}

/**
 * One client for each collection of Compute, of which each knows all projects, and the clusters of the container API. Each
 * is imported by its own path: the package's root loads every client that Compute has.
 */
export interface GcpClients {
  readonly networks: NetworksClient;
  readonly subnetworks: SubnetworksClient;
  readonly firewalls: FirewallsClient;
  readonly operations: GlobalOperationsClient;
  readonly regionOperations: RegionOperationsClient;
  readonly routers: RoutersClient;
  readonly vpnGateways: VpnGatewaysClient;
  readonly externalVpnGateways: ExternalVpnGatewaysClient;
  readonly vpnTunnels: VpnTunnelsClient;
  readonly projects: readonly string[];
  /** What every list takes. */
  readonly paged: { readonly maxResults?: number };
  /** The GKE clusters of a project; who asks while somebody else does gets the same answer. */
  clustersOf(project: string): Promise<readonly Cluster[]>;
  /** Calls the container API, with a path below its version. */
  callContainer(verb: "GET" | "POST", path: string, body?: object): Promise<unknown>;
  /** Calls the Network Management API, which has no client for flow logs in this language, likewise. */
  callManagement(verb: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown>;
  /** A new id for a request: 128 bits, as RFC 9562 writes them. */
  uuid(): string;
}

/** Milliseconds for which one attempt to read may take. */
const longest = 6_000;

/**
 * How long to try to read: three times, with all limits said, since those that are left out are minutes. What writes is
 * tried once: the state machines try again as well.
 */
export function reading() {
  const delays = { initialRetryDelayMillis: 100, retryDelayMultiplier: 2, maxRetryDelayMillis: 1_000 };
  const timeouts = {
    initialRpcTimeoutMillis: longest,
    rpcTimeoutMultiplier: 1,
    maxRpcTimeoutMillis: longest,
  };
  // gRPC's DEADLINE_EXCEEDED and UNAVAILABLE: what the SDK calls silence, and HTTP's 503 and 504.
  // Said aloud, or the SDK warns that lists are paged by whoever iterates over them.
  return {
    autoPaginate: false,
    retry: { retryCodes: [4, 14], backoffSettings: { ...delays, ...timeouts, maxRetries: 3 } },
  };
}

export function createGcpClients(config: GcpConfig, uuid: () => string): GcpClients {
  const authClient = createAuthClient(config);
  const options = { authClient, fallback: true, ...(config.endpoint === undefined ? {} : placeOf(config.endpoint)) };
  const rootOf = (service: string) => `${config.endpoint ?? `https://${service}.googleapis.com`}/v1/`;

  const call = async (root: string, method: "GET" | "POST" | "DELETE", path: string, body?: object) => {
    const attempts = method === "GET" ? { timeout: longest, retry: true, retryConfig: { retry: 2 } } : {};
    const sent = body === undefined ? {} : { data: body };
    const answer = await authClient.request<unknown>({ url: root + path, method, ...attempts, ...sent });
    return answer.data;
  };
  const callContainer: GcpClients["callContainer"] = (...asked) => call(rootOf("container"), ...asked);

  return {
    networks: new NetworksClient({ ...options }, definitionsOnce),
    subnetworks: new SubnetworksClient({ ...options }, definitionsOnce),
    firewalls: new FirewallsClient({ ...options }, definitionsOnce),
    operations: new GlobalOperationsClient({ ...options }, definitionsOnce),
    regionOperations: new RegionOperationsClient({ ...options }, definitionsOnce),
    routers: new RoutersClient({ ...options }, definitionsOnce),
    vpnGateways: new VpnGatewaysClient({ ...options }, definitionsOnce),
    externalVpnGateways: new ExternalVpnGatewaysClient({ ...options }, definitionsOnce),
    vpnTunnels: new VpnTunnelsClient({ ...options }, definitionsOnce),
    projects: config.projects,
    paged: config.pageSize === undefined ? {} : { maxResults: config.pageSize },
    clustersOf: createClusterReader((project) => callContainer("GET", `projects/${project}/locations/-/clusters`)),
    callContainer,
    callManagement: (...asked) => call(rootOf("networkmanagement"), ...asked),
    uuid,
  };
}

/** The clients take an address in parts only. */
function placeOf(endpoint: string) {
  const { hostname, port, protocol } = new URL(endpoint);
  const standard = protocol === "http:" ? 80 : 443;
  return { apiEndpoint: hostname, port: port === "" ? standard : Number(port), protocol: protocol.slice(0, -1) };
}
