import { type ConnectionId, connectionIdOf, type Pair } from "../../core/connection/connection-id.ts";
import { parseIntent } from "../../core/intent/intent.ts";
import { fingerprintOf } from "../../core/intent/tags.ts";
import { planConnection } from "../../core/plan/plan.ts";
import type { Claim } from "../../core/tunnels/allocate.ts";
import type { OwnedObject } from "../../providers/provider.ts";
import type { NetworkRecord, SavedTunnels, VpnBuilder, WrittenPlan } from "../../reconcile/ports.ts";
import { buildNetwork } from "./network-builder.ts";
import { VpnClouds } from "./vpn-clouds.ts";

const intent = parseIntent({});

/** All that the steps need that build a VPN, in memory, with the plans of some pairs written down. */
export class VpnDeck implements VpnBuilder {
  readonly provider: VpnClouds;
  readonly plans = new Map<ConnectionId, WrittenPlan>();
  readonly saved = new Map<ConnectionId, SavedTunnels>();
  readonly records = new Map<string, NetworkRecord>();
  readonly owned = new Map<string, OwnedObject>();
  readonly secretValues = new Map<string, string>();
  /** Who has the lease of a network. */
  readonly held = new Map<string, ConnectionId>();
  claims: readonly Claim[] = [];

  readonly ledger: VpnBuilder["ledger"] = {
    networks: async () => [...this.records.values()],
    plan: async (id) => this.plans.get(id),
    saveTunnels: async (tunnels) => void this.saved.set(tunnels.plan.connection, tunnels),
    tunnels: async (id) => this.saved.get(id),
    ownedObjects: async () => [...this.owned.values()],
    ownObjects: async (_, objects) => {
      for (const object of objects) this.owned.set(`${object.kind} ${object.network} ${object.id}`, object);
    },
  };
  readonly leases: VpnBuilder["leases"] = {
    acquire: async (networks, holder) => {
      const network = networks.find((one) => this.held.has(one) && this.held.get(one) !== holder);
      const other = network && this.held.get(network);
      if (network !== undefined && other !== undefined) return { network, holder: other };
      for (const one of networks) this.held.set(one, holder);
      return undefined;
    },
    release: async (networks, holder) => {
      for (const network of networks) if (this.held.get(network) === holder) this.held.delete(network);
    },
  };
  readonly allocations: VpnBuilder["allocations"] = {
    change: async (decide) => {
      const { claims, result } = decide(this.claims);
      this.claims = claims ?? this.claims;
      return result;
    },
  };
  readonly secrets: VpnBuilder["secrets"] = {
    create: async (name) => {
      if (!this.secretValues.has(name)) this.secretValues.set(name, `key-${this.secretValues.size}-of-${name}`);
    },
    read: async (name) => this.secretValues.get(name) ?? "",
    renew: async (name, generation) => void this.secretValues.set(name, `key-of-${generation}-of-${name}`),
    remove: async (name) => void this.secretValues.delete(name),
  };

  /** @param now epoch milliseconds */
  constructor(pairs: readonly Pair[], now: () => number = () => 0) {
    this.provider = new VpnClouds(now);
    for (const pair of pairs) this.#plan(pair);
  }

  /** A network's tags change, so that plans made before are out of date. */
  retag(network: string): void {
    const record = this.records.get(network);
    if (record !== undefined) this.records.set(network, { ...record, tags: { "crosspeer:mesh": "another" } });
  }

  #plan({ requester, accepter }: Pair): void {
    for (const id of [requester, accepter]) this.records.set(id, { id, tags: {}, problems: [] });
    const side = (id: Pair["requester"], text: string) => ({
      network: { ...buildNetwork(id, { prefixes: [text] }), routeTables: [] },
      intent,
    });
    const plan = planConnection({
      requester: side(requester, "10.1.0.0/16"),
      accepter: side(accepter, "10.2.0.0/16"),
      ...{ refusals: [], formerPeerings: [], isOwnedRoute: () => false },
    });
    const fingerprint = fingerprintOf({});
    const fingerprints = { requester: fingerprint, accepter: fingerprint };
    this.plans.set(connectionIdOf({ requester, accepter }), { ...plan, fingerprints });
  }
}
