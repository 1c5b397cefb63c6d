import { isDeepStrictEqual } from "node:util";
import { Busy } from "../core/faults.ts";
import type { Claim } from "../core/tunnels/allocate.ts";
import type { Allocations } from "../reconcile/ports.ts";
import type { Table } from "./table.ts";

interface Held {
  /** Counts the writes. */
  readonly version: number;
  readonly claims: readonly Claim[];
}

/** More than there are connections that are planned at one moment; beyond, the state machine tries again. */
const mostAttempts = 8;

/**
 * All claims in one item of the ledger's table, pk `allocations`, sk `claims`: so one conditional write claims for every
 * gateway that a connection touches, or for none.
 */
export function createAllocations(table: Table): Allocations {
  return {
    async change(decide) {
      for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
        const held = (await table.get<Held>("allocations", "claims")) ?? { version: 0, claims: [] };
        const { claims = held.claims, result } = decide(held.claims);
        if (isDeepStrictEqual(claims, held.claims)) return result;
        const next: Held = { version: held.version + 1, claims };
        const isWritten = await table.put("allocations", "claims", next, {
          ConditionExpression: "attribute_not_exists(pk) OR #data.#version = :version",
          ExpressionAttributeNames: { "#data": "data", "#version": "version" },
          ExpressionAttributeValues: { ":version": held.version },
        });
        if (isWritten) return result;
      }
      throw new Busy(`the allocations were changed by others ${mostAttempts} times meanwhile`);
    },
  };
}
