import type { NetworkId } from "../../../core/connection/network-id.ts";

/** The network that a site is wanted of. */
export interface Asked {
  readonly id: NetworkId;
  /** The site's: pods are called after it. */
  readonly name: string;
  /** The key of a tunnel's end, by the end's id, where its own cloud does not tell it. */
  readonly keyOf: (end: string) => string | undefined;
}
