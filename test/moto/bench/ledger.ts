import type { ConnectionId } from "../../../core/connection/connection-id.ts";
import type { Doubt } from "../../../core/connection/damp.ts";
import type { NetworkId } from "../../../core/connection/network-id.ts";
import type { OwnedObject } from "../../../providers/provider.ts";
import type { ConnectionRecord, Ledger, NetworkRecord, SavedTunnels, WrittenPlan } from "../../../reconcile/ports.ts";

/** A ledger in memory, for measuring what EC2 costs and nothing else. */
export function ledgerInMemory(): Ledger {
  const networks = new Map<NetworkId, NetworkRecord>();
  const connections = new Map<ConnectionId, ConnectionRecord>();
  const generations = new Map<ConnectionId, number>();
  const plans = new Map<ConnectionId, WrittenPlan>();
  const tunnels = new Map<ConnectionId, SavedTunnels>();
  const doubts = new Map<ConnectionId, Doubt>();
  const objects = new Map<ConnectionId, Map<string, OwnedObject>>();
  const keyOf = ({ kind, network, id }: OwnedObject) => `${kind}#${network}#${id}`;
  const objectsOf = (id: ConnectionId) => objects.get(id) ?? new Map<string, OwnedObject>();

  return {
    networks: async () => [...networks.values()],
    putNetwork: async (record) => void networks.set(record.id, record),
    async tellNetwork(id, { status, problems }) {
      const record = networks.get(id);
      if (record === undefined) return;
      const { status: _, ...rest } = record;
      networks.set(id, { ...rest, problems, ...(status === undefined ? {} : { status }) });
    },
    removeNetwork: async (id) => void networks.delete(id),

    connectionsOf: async (id) => [...connections.values()].filter((one) => one.requester === id || one.accepter === id),
    connection: async (id) => connections.get(id),
    connections: async () => [...connections.values()],
    doubts: async () => doubts,
    doubt: async (id, doubt) => void (doubt === undefined ? doubts.delete(id) : doubts.set(id, doubt)),
    putConnection: async (record) => void connections.set(record.id, record),
    removeConnection: async ({ id }) => void connections.delete(id),

    generation: async (id) => generations.get(id) ?? 0,
    raiseGeneration: async (id, atLeast) => void generations.set(id, Math.max(atLeast, generations.get(id) ?? 0)),

    savePlan: async (plan) => void plans.set(plan.connection, plan),
    plan: async (id) => plans.get(id),
    saveTunnels: async (saved) => void tunnels.set(saved.plan.connection, saved),
    tunnels: async (id) => tunnels.get(id),
    forgetTunnels: async (id) => void tunnels.delete(id),

    async ownObjects(id, owned) {
      objects.set(id, new Map([...objectsOf(id), ...owned.map((object) => [keyOf(object), object] as const)]));
    },
    async disownObjects(id, gone) {
      const keys = gone.map(keyOf);
      objects.set(id, new Map([...objectsOf(id)].filter(([key]) => !keys.includes(key))));
    },
    ownedObjects: async (id) => [...objectsOf(id).values()],
  };
}
