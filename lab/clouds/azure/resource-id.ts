import { ArmError } from "./arm-error.ts";

/** The parts of `/subscriptions/S/resourceGroups/G/providers/Namespace/type/name/…`, as they were spelt. */
export interface ResourceId {
  readonly subscription: string;
  readonly group: string;
  readonly provider: string;
  /** Types and names in turn: `virtualNetworks`, `vnet-1`, `subnets`, `default`. */
  readonly segments: readonly string[];
}

const ID = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+)((?:\/[^/]+\/[^/]+)+)$/i;

/** The parts of a resource's id, or nothing when the text is not one. */
export function parseResourceId(id: string): ResourceId | undefined {
  const [, subscription, group, provider, rest] = ID.exec(id) ?? [];
  if (subscription === undefined || group === undefined || provider === undefined || rest === undefined) {
    return undefined;
  }
  return { subscription, group, provider, segments: rest.slice(1).split("/") };
}

export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The key of a name: ARM keeps the case of a name and compares without it. */
export function keyOf(name: string): string {
  return name.toLowerCase();
}

/** Throws unless Microsoft.Network takes the name. */
export function checkName(name: string): void {
  if (/^\w([\w.-]{0,78}\w)?$/.test(name)) return;
  throw new ArmError(
    "InvalidResourceName",
    `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, ` +
      "and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.",
    { details: [] },
  );
}
