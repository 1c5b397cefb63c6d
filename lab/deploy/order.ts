import type { Template } from "./assembly.ts";
import { referencesIn } from "./intrinsics.ts";

/** Logical ids in an order in which each comes after what it refers to or depends on. Throws for a circle. */
export function creationOrder(resources: Template["Resources"]): string[] {
  const order: string[] = [];
  const state = new Map<string, "visiting" | "done">();
  const visit = (id: string, path: readonly string[]): void => {
    if (state.get(id) === "done") return;
    if (state.get(id) === "visiting") throw new Error(`the resources form a circle: ${[...path, id].join(" → ")}`);
    const resource = resources[id];
    if (resource === undefined) return;
    state.set(id, "visiting");
    const needed = [...resource.DependsOn, ...referencesIn(resource.Properties)];
    for (const other of new Set(needed)) visit(other, [...path, id]);
    state.set(id, "done");
    order.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return order;
}
