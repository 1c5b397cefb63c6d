import fc from "fast-check";
import { locate, type NetworkId } from "../../../core/connection/network-id.ts";
import { type Entry, lackingConsent, wants, wishesOf } from "../../../core/intent/directory.ts";
import { buildEntry, type ShortTags } from "../../support/intent-builder.ts";
import { anyNetworkId } from "./arbitrary-intent.ts";

interface Tagged {
  readonly id: NetworkId;
  readonly tags: ShortTags;
}

/** Few names, meshes and ids, so that networks meet, and names are borne twice. */
const name = fc.constantFrom("a", "b", "c");
const reference = fc.oneof(name, anyNetworkId);
const list = (item: fc.Arbitrary<string>) => fc.array(item, { maxLength: 3 }).map((items) => items.join(" "));
const tags: fc.Arbitrary<ShortTags> = fc.record(
  {
    name,
    mesh: fc.constantFrom("m", "n", "BAD"),
    connect: list(reference),
    accept: list(fc.oneof(reference, fc.constantFrom("*", "111111111111", "222222222222"))),
  },
  { requiredKeys: [] },
);
const anyTagged: fc.Arbitrary<readonly Tagged[]> = fc.uniqueArray(fc.record({ id: anyNetworkId, tags }), {
  selector: ({ id }) => id,
  minLength: 1,
  maxLength: 6,
});

describe("any directory", () => {
  it("given any two networks of one mesh, then each consents to the other and both wish for the pair", () => {
    forAll((entries) => {
      for (const [one, other] of pairsOf(entries)) {
        if (one.intent.mesh === undefined || one.intent.mesh !== other.intent.mesh) continue;
        expect(lackingConsent(one, other, entries)).toEqual([]);
        expect(wishesOf(one, entries).pairs).toContainEqual(asPair(one.id, other.id));
      }
    });
  });

  it("given any two networks, then a pair is wished from both ends, or from neither", () => {
    forAll((entries) => {
      for (const [one, other] of pairsOf(entries)) {
        const pair = asPair(one.id, other.id);
        expect(hasPair(one, pair, entries)).toBe(hasPair(other, pair, entries));
      }
    });
  });

  it("given any tags, then a pair is wished exactly where the tags of one name the other", () => {
    forAll((entries, tagged) => {
      for (const one of tagged) {
        const expected = tagged
          .filter(
            (other) => other.id !== one.id && (namesInTags(one, other, tagged) || namesInTags(other, one, tagged)),
          )
          .map(({ id }) => id);
        const known = new Set(tagged.map(({ id }) => id));
        const self = entries.find(({ id }) => id === one.id) ?? buildEntry(one.id);
        const { pairs } = wishesOf(self, entries);
        const partners = pairs.map(({ requester, accepter }) => (requester === one.id ? accepter : requester));
        expect(partners).not.toContain(one.id);
        expect(partners.filter((id) => known.has(id))).toEqual(expected.sort());
        for (const unseen of partners.filter((id) => !known.has(id))) expect(one.tags.connect).toContain(unseen);
      }
    });
  });

  it("given any two networks, then whoever wants the other also consents to it", () => {
    forAll((entries) => {
      for (const [one, other] of pairsOf(entries)) {
        if (wants(one, other, entries)) expect(lackingConsent(one, other, entries)).toEqual([]);
      }
    });
  });

  it("given any two networks, then one lacks consent exactly where its own tags do not name the other", () => {
    forAll((entries, tagged) => {
      for (const [from, to] of pairsOf(tagged)) {
        const consents = namesInTags(from, to, tagged) || acceptsInTags(from, to, tagged);
        const [one, other] = [buildEntry(from.id, from.tags), buildEntry(to.id, to.tags)];
        expect(lackingConsent(one, other, entries)).toHaveLength(consents ? 0 : 1);
      }
    });
  });

  it("given the directory in another order, then the same wishes", () => {
    forAll((entries) => {
      for (const entry of entries) expect(wishesOf(entry, entries.toReversed())).toEqual(wishesOf(entry, entries));
    });
  });
});

function forAll(check: (entries: readonly Entry[], tagged: readonly Tagged[]) => void): void {
  const property = fc.property(anyTagged, (tagged) =>
    check(
      tagged.map(({ id, tags }) => buildEntry(id, tags)),
      tagged,
    ),
  );
  fc.assert(property, { numRuns: 300 });
}

function pairsOf<T>(entries: readonly T[]): readonly (readonly [T, T])[] {
  return entries.flatMap((one) => entries.filter((other) => other !== one).map((other) => [one, other] as const));
}

function asPair(one: NetworkId, other: NetworkId) {
  const [requester, accepter] = [one, other].sort();
  return { requester, accepter };
}

function hasPair(entry: Entry, pair: ReturnType<typeof asPair>, entries: readonly Entry[]): boolean {
  return wishesOf(entry, entries).pairs.some(
    ({ requester, accepter }) => requester === pair.requester && accepter === pair.accepter,
  );
}

/** The same question asked of the raw tags. */
function namesInTags(one: Tagged, other: Tagged, all: readonly Tagged[]): boolean {
  if (one.tags.mesh !== undefined && one.tags.mesh !== "BAD" && one.tags.mesh === other.tags.mesh) return true;
  return isIn(one.tags.connect, other, all);
}

function acceptsInTags(one: Tagged, other: Tagged, all: readonly Tagged[]): boolean {
  const items = (one.tags.accept ?? "").split(" ");
  return items.includes("*") || items.includes(locate(other.id).account) || isIn(one.tags.accept, other, all);
}

function isIn(list: string | undefined, other: Tagged, all: readonly Tagged[]): boolean {
  const items = (list ?? "").split(" ");
  const { name } = other.tags;
  const alone = name !== undefined && all.filter((one) => one.tags.name === name).length === 1;
  return items.includes(other.id) || (alone && items.includes(name));
}
