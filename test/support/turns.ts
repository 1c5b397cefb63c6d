import type { ConnectionId } from "../../core/connection/connection-id.ts";
import type { ConnectionStart, Starter, WaitingPair } from "../../reconcile/ports.ts";

/** The ledger's and Step Functions' part in taking turns, in memory. */
export class Turns implements Starter {
  readonly generations = new Map<string, number>();
  readonly line = new Map<ConnectionId, WaitingPair>();
  readonly running = new Map<string, ConnectionStart>();
  readonly ended = new Set<string>();
  /** Generations of connect-rounds that were started, in order. */
  readonly roundsStarted: number[] = [];
  /** Called when an execution of connect-networks begins. */
  onStart: (start: ConnectionStart) => void = () => undefined;

  readonly ledger: Starter["ledger"] = this.#numbersOf();
  readonly rounds: Starter["rounds"] = {
    waiting: async () => [...this.line.values()],
    join: async (pairs) => {
      for (const pair of pairs) this.line.set(pair.connection, pair);
    },
    leave: async (connections) => {
      for (const connection of connections) this.line.delete(connection);
    },
    generation: async () => this.generations.get("rounds") ?? 0,
    raiseGeneration: async (atLeast) => this.#raise("rounds", atLeast),
  };
  readonly workflows: Starter["workflows"] = {
    startConnection: async (start) => {
      const name = nameOf(start);
      if (this.ended.has(name)) return "ended";
      if (!this.running.has(name)) {
        this.running.set(name, start);
        this.onStart(start);
      }
      return "running";
    },
    startRounds: async (generation) => {
      if (this.ended.has(`rounds-${generation}`)) return "ended";
      if (!this.roundsStarted.includes(generation)) this.roundsStarted.push(generation);
      return "running";
    },
  };

  /** Ends an execution of connect-networks, with a word in the ledger unless it dies. */
  end(start: ConnectionStart, how: "recorded" | "silent" = "recorded"): void {
    this.running.delete(nameOf(start));
    this.ended.add(nameOf(start));
    if (how === "recorded") this.#raise(start.connection, start.generation + 1);
  }

  #numbersOf(): Starter["ledger"] {
    return {
      generation: async (id) => this.generations.get(id) ?? 0,
      raiseGeneration: async (id, atLeast) => this.#raise(id, atLeast),
    };
  }

  #raise(id: string, atLeast: number): void {
    this.generations.set(id, Math.max(atLeast, this.generations.get(id) ?? 0));
  }
}

function nameOf({ connection, generation }: ConnectionStart): string {
  return `${connection}-${generation}`;
}
