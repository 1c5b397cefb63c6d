import { cloudOfAccount, type NetworkId, parseNetworkId } from "../connection/network-id.ts";

/** How a tag points at another network. */
export type Reference =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "network"; readonly id: NetworkId };

/** Whom a network consents to be joined with. */
export type Consent = Reference | { readonly kind: "account"; readonly account: string } | { readonly kind: "anyone" };

const shortName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * What a short name may be: 1 to 63 of a-z, 0-9 and `-`, no account number, no subscription id, and not `any`, which on
 * Google Cloud stands for `*`.
 */
export function isShortName(text: string): boolean {
  return shortName.test(text) && text !== "any" && !isBareAccount(text);
}

/** An account that cannot be mistaken for a name. A Google Cloud project can: it is written `projects/my-project`. */
function isBareAccount(text: string): boolean {
  const cloud = cloudOfAccount(text);
  return cloud === "aws" || cloud === "azure";
}

/** Reads one item of `crosspeer:connect`; undefined when it is neither a short name nor a canonical id. */
export function parseReference(text: string): Reference | undefined {
  const id = parseNetworkId(text);
  if (id !== undefined) return { kind: "network", id };
  return isShortName(text) ? { kind: "name", name: text } : undefined;
}

/** Reads one item of `crosspeer:accept`: a reference, an account, a project as `projects/my-project`, or `*`. */
export function parseConsent(text: string): Consent | undefined {
  if (text === "*") return { kind: "anyone" };
  if (isBareAccount(text)) return { kind: "account", account: text };
  const project = /^projects\/([^/]+)$/.exec(text)?.[1];
  if (project !== undefined) {
    return cloudOfAccount(project) === "gcp" ? { kind: "account", account: project } : undefined;
  }
  return parseReference(text);
}
