import { type Json, toJson } from "./json.ts";

/** One entry of GetExecutionHistory: its details stand under a key named after its type. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly type: string;
  readonly [details: `${string}EventDetails`]: { readonly [key: string]: Json };
}

/** An execution's events so far. */
export class History {
  readonly events: HistoryEvent[] = [];
  readonly #now: () => number;
  readonly #listener: (event: HistoryEvent) => void;

  constructor(now: () => number, listener: (event: HistoryEvent) => void) {
    this.#now = now;
    this.#listener = listener;
  }

  /** Adds an event and returns its id. Details that are undefined are left out. */
  record(type: string, previousEventId: number, details?: { readonly [key: string]: unknown }): number {
    const id = this.events.length + 1;
    const kept = toJson(details);
    const event: HistoryEvent = {
      id,
      previousEventId,
      timestamp: this.#now(),
      type,
      ...(kept !== undefined && isObject(kept) ? { [detailsKey(type)]: kept } : {}),
    };
    this.events.push(event);
    this.#listener(event);
    return id;
  }
}

/** A document as the history carries it: JSON text, never truncated here. */
export function document(key: "input" | "output", value: Json): { readonly [key: string]: unknown } {
  return { [key]: JSON.stringify(value), [`${key}Details`]: { truncated: false } };
}

/** All states share one form of entry and exit; any other event's details are named after itself. */
function detailsKey(type: string): `${string}EventDetails` {
  if (type.endsWith("StateEntered")) return "stateEnteredEventDetails";
  if (type.endsWith("StateExited")) return "stateExitedEventDetails";
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
