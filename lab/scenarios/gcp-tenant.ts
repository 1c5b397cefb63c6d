import * as z from "zod";
import { locate, type NetworkId, parseNetworkId } from "../../core/connection/network-id.ts";
import type { Lab } from "../lab.ts";

/** A network with one GKE cluster, in one region. */
export interface GkeSketch {
  /** Of the network and its cluster. */
  readonly name: string;
  /** Default: `europe-west1`. */
  readonly region?: string;
  /** Whether Google makes a subnet in every region, besides the one of the cluster. Default: no. */
  readonly autoMode?: boolean;
  readonly nodes: string;
  readonly pods: string;
  readonly services: string;
  /** The cluster's. */
  readonly labels?: Readonly<Record<string, string>>;
}

const REGION = "europe-west1";

const operation = z.object({ selfLink: z.url(), error: z.unknown().optional() });
const peering = z.object({ name: z.string(), network: z.string(), state: z.string(), stateDetails: z.string() });
const network = z.object({ peerings: z.array(peering).default([]) });
const subnetworkView = z.object({
  fingerprint: z.string(),
  secondaryIpRanges: z.array(z.object({ rangeName: z.string(), ipCidrRange: z.string() })).default([]),
});
const cluster = z.object({
  ...{ name: z.string(), location: z.string(), network: z.string(), labelFingerprint: z.string() },
  resourceLabels: z.record(z.string(), z.string()).default({}),
});
const clusters = z.object({ clusters: z.array(cluster).default([]) });
const firewall = z.object({
  ...{ name: z.string(), network: z.string(), sourceRanges: z.array(z.string()).default([]) },
  allowed: z.array(z.object({ IPProtocol: z.string(), ports: z.array(z.string()).optional() })).default([]),
});
const firewalls = z.object({ items: z.array(firewall).default([]) });

/** A user of one project: builds networks with clusters and labels them over the REST API, as people do. */
export class GcpTenant {
  readonly project: string;
  readonly #lab: Lab;

  constructor(lab: Lab, project: string) {
    this.#lab = lab;
    this.project = project;
  }

  async buildNetwork(sketch: GkeSketch): Promise<NetworkId> {
    const { name, region = REGION, autoMode = false, nodes, pods, services, labels = {} } = sketch;
    const id = this.networkId(name);
    const subnetwork = subnetOf(id);
    await this.change("POST", "global/networks", { name, autoCreateSubnetworks: autoMode });
    await this.change("POST", `regions/${region}/subnetworks`, {
      ...{ name: subnetwork, network: id, ipCidrRange: nodes },
      secondaryIpRanges: [
        { rangeName: "pods", ipCidrRange: pods },
        { rangeName: "services", ipCidrRange: services },
      ],
    });
    const place = { project: this.project, location: region, name, network: name, subnetwork };
    this.#lab.gcp.clusters.add({ ...place, podRange: "pods", serviceRange: "services", resourceLabels: labels });
    return id;
  }

  /** Gives the subnet of the network's cluster another secondary range. */
  async addRange(id: NetworkId, rangeName: string, ipCidrRange: string, region = REGION): Promise<void> {
    const path = `regions/${region}/subnetworks/${subnetOf(id)}`;
    const { fingerprint, secondaryIpRanges } = subnetworkView.parse(await this.ask("GET", this.#path(path)));
    const ranges = [...secondaryIpRanges, { rangeName, ipCidrRange }];
    await this.change("PATCH", path, { fingerprint, secondaryIpRanges: ranges });
  }

  /** Sets labels of the network's clusters; the others stay. */
  async label(id: NetworkId, labels: Readonly<Record<string, string>>): Promise<void> {
    await this.#relabel(id, (before) => ({ ...before, ...labels }));
  }

  /** Takes a label of the network's clusters away. */
  async unlabel(id: NetworkId, key: string): Promise<void> {
    await this.#relabel(id, ({ [key]: _, ...others }) => others);
  }

  async #relabel(id: NetworkId, change: (before: Labels) => Labels): Promise<void> {
    for (const { name, location, resourceLabels, labelFingerprint } of await this.#clustersOf(id)) {
      const path = `/v1/projects/${this.project}/locations/${location}/clusters/${name}:setResourceLabels`;
      await this.ask("POST", path, { resourceLabels: change(resourceLabels), labelFingerprint });
    }
    await this.#lab.settle();
  }

  /** The value of a label of the network's first cluster. */
  async labelOf(id: NetworkId, key: string): Promise<string | undefined> {
    return (await this.#clustersOf(id))[0]?.resourceLabels[key];
  }

  /** Makes one half of a peering, as another tool or a person would. */
  async addHalf(id: NetworkId, name: string, peer: string): Promise<void> {
    const networkPeering = { name, network: peer, exchangeSubnetRoutes: true };
    await this.change("POST", `global/networks/${locate(id).localId}/addPeering`, { networkPeering });
  }

  /** The network's halves. */
  async peeringsOf(id: NetworkId) {
    return network.parse(await this.ask("GET", this.#path(`global/networks/${locate(id).localId}`))).peerings;
  }

  /** The firewall rules of the network. */
  async rulesOf(id: NetworkId) {
    const { items } = firewalls.parse(await this.ask("GET", this.#path("global/firewalls")));
    return items.filter((rule) => rule.network.endsWith(id));
  }

  networkId(name: string): NetworkId {
    const id = parseNetworkId(`projects/${this.project}/global/networks/${name}`);
    if (id === undefined) throw new RangeError(`not a network's name: ${name}`);
    return id;
  }

  async #clustersOf(id: NetworkId) {
    const found = await this.ask("GET", `/v1/projects/${this.project}/locations/-/clusters`);
    return clusters.parse(found).clusters.filter((one) => one.network === locate(id).localId);
  }

  /** Begins an operation and lets it end; throws when it did not do what it should. */
  async change(method: string, path: string, body: object): Promise<void> {
    const begun = operation.parse(await this.ask(method, this.#path(path), body));
    await this.#lab.settle();
    const { error } = operation.parse(await this.ask("GET", new URL(begun.selfLink).pathname));
    if (error !== undefined) throw new Error(`${method} ${path}: ${JSON.stringify(error)}`);
  }

  #path(below: string): string {
    return `/compute/v1/projects/${this.project}/${below}`;
  }

  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${this.#lab.gcp.endpoint}${path}`, { method, headers, ...content });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }
}

type Labels = Readonly<Record<string, string>>;

/** The name of the subnet that the network's cluster is in. */
function subnetOf(id: NetworkId): string {
  return `${locate(id).localId}-nodes`;
}
