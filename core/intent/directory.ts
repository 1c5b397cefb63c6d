import { distance } from "fastest-levenshtein";
import { type Pair, pairOf } from "../connection/connection-id.ts";
import { locate, type NetworkId } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";
import type { Intent } from "./intent.ts";
import type { Consent, Reference } from "./reference.ts";

/** A network that we have seen, and what it asked for when we last read its tags. */
export interface Entry {
  readonly id: NetworkId;
  readonly intent: Intent;
}

/** What the tags of a network, and of others about it, come to. */
export interface Wishes {
  readonly pairs: readonly Pair[];
  readonly problems: readonly Problem[];
}

/** Every pair that this network or another one wishes with it, and every wish of its own that points nowhere. */
export function wishesOf(network: Entry, directory: readonly Entry[]): Wishes {
  const found = network.intent.connect.map((reference) => resolve(reference, network.id, directory));
  const asked = found.flatMap((result) => ("id" in result ? [result.id] : []));
  const asking = directory.filter((other) => other.id !== network.id && wants(other, network, directory));
  const partners = new Set([...asked, ...asking.map((other) => other.id)]);
  return {
    pairs: [...partners].sort().map((partner) => pairOf(network.id, partner)),
    problems: found.flatMap((result) => ("id" in result ? [] : [result])),
  };
}

/** Whether one network asks to be joined to the other: by name, by id, or by being of the same mesh. */
export function wants(network: Entry, other: Entry, directory: readonly Entry[]): boolean {
  return sameMesh(network, other) || network.intent.connect.some((reference) => pointsAt(reference, other, directory));
}

/**
 * What one side of a pair lacks to agree to the other: it must ask for it, accept it, or be of the same mesh.
 *
 * A name counts only while one network bears it: names are given by whoever may tag a network, so a second bearer must
 * not inherit the consent that the first was given.
 */
export function lackingConsent(network: Entry, to: Entry, directory: readonly Entry[]): readonly Problem[] {
  const agreed =
    wants(network, to, directory) || network.intent.accept.some((consent) => pointsAt(consent, to, directory));
  if (agreed) return [];
  return [pointsAmbiguouslyAt(network, to, directory) ? unclear(network, to) : lacking(network, to, directory)];
}

/** The name that people know a network by, else its id within its account. */
export function nameOf(id: NetworkId, directory: readonly Entry[]): string {
  return directory.find((entry) => entry.id === id)?.intent.name ?? locate(id).localId;
}

function sameMesh(one: Entry, other: Entry): boolean {
  return one.intent.mesh !== undefined && one.intent.mesh === other.intent.mesh;
}

/**
 * Whether a network means this one, among others, by a name that several bear. Such a name asks for nothing and consents
 * to nothing new; what it joined while it was one network's stays and is told.
 */
export function pointsAmbiguouslyAt(network: Entry, other: Entry, directory: readonly Entry[]): boolean {
  return [...network.intent.connect, ...network.intent.accept].some((consent) => {
    const bearers = consent.kind === "name" ? bearersOf(consent.name, directory) : [];
    return bearers.length > 1 && bearers.some(({ id }) => id === other.id);
  });
}

function pointsAt(consent: Consent, other: Entry, directory: readonly Entry[]): boolean {
  switch (consent.kind) {
    case "anyone":
      return true;
    case "account":
      return locate(other.id).account === consent.account;
    case "network":
      return other.id === consent.id;
    case "name": {
      const bearers = bearersOf(consent.name, directory);
      return bearers.length === 1 && bearers[0]?.id === other.id;
    }
  }
}

function resolve(
  reference: Reference,
  self: NetworkId,
  directory: readonly Entry[],
): { readonly id: NetworkId } | Problem {
  const bearers = reference.kind === "network" ? [{ id: reference.id }] : bearersOf(reference.name, directory);
  const [found, second] = bearers;
  const text = reference.kind === "network" ? reference.id : reference.name;
  if (found === undefined) {
    return unknown(
      text,
      directory.filter(({ id }) => id !== self),
    );
  }
  if (second !== undefined) return ambiguous(text, bearers);
  if (found.id === self) return selfConnection(text);
  return { id: found.id };
}

function bearersOf(name: string, directory: readonly Entry[]): readonly Entry[] {
  return namesOf(directory).get(name) ?? [];
}

/** Directories by name, made once each: a sweep looks up every name of every network. */
const indexes = new WeakMap<readonly Entry[], ReadonlyMap<string | undefined, readonly Entry[]>>();

function namesOf(directory: readonly Entry[]): ReadonlyMap<string | undefined, readonly Entry[]> {
  const known = indexes.get(directory);
  if (known !== undefined) return known;
  const index = Map.groupBy(directory, ({ intent }) => intent.name);
  indexes.set(directory, index);
  return index;
}

function unknown(name: string, directory: readonly Entry[]): Problem {
  const names = directory.flatMap((entry) => entry.intent.name ?? []);
  const [closest] = names.sort((a, b) => distance(name, a) - distance(name, b) || (a < b ? -1 : 1));
  const near = closest !== undefined && distance(name, closest) <= Math.max(2, name.length / 4);
  return {
    rule: "unknown-network",
    message: `no network is tagged crosspeer:name=${name}`,
    remedy: near ? `did you mean ${closest}` : unknownRemedy(name),
  };
}

function unknownRemedy(name: string): string {
  return /^vpc-[0-9a-f]+$/.test(name) ? "write the VPC's ARN" : "correct the name or tag that network with it";
}

function ambiguous(name: string, bearers: readonly { readonly id: NetworkId }[]): Problem {
  const ids = bearers.map(({ id }) => locate(id).localId).sort();
  return {
    rule: "ambiguous-name",
    message: `${bearers.length} networks are tagged crosspeer:name=${name}: ${ids.join(" ")}`,
    remedy: "rename all but one or use the ARN",
  };
}

function selfConnection(text: string): Problem {
  return {
    rule: "self-connection",
    message: `crosspeer:connect names this network itself: ${text}`,
    remedy: "take it out of the tag",
  };
}

function unclear(network: Entry, to: Entry): Problem {
  return {
    rule: "ambiguous-name",
    message: `${network.intent.name ?? locate(network.id).localId} means ${to.intent.name}, and several networks bear that name`,
    remedy: `rename all but one or write ${to.id}`,
  };
}

function lacking(network: Entry, to: Entry, directory: readonly Entry[]): Problem {
  const name = network.intent.name ?? locate(network.id).localId;
  const unique = to.intent.name !== undefined && bearersOf(to.intent.name, directory).length === 1;
  const means = unique ? to.intent.name : to.id;
  return {
    rule: "missing-consent",
    message: `${name} does not accept ${to.intent.name ?? locate(to.id).localId}`,
    remedy:
      network.intent.accept.length > 0
        ? `add ${means} to crosspeer:accept of ${name}`
        : `tag ${name} crosspeer:accept=${means}`,
  };
}
