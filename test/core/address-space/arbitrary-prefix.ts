import fc from "fast-check";
import { bitsIn, type Family, formatAddress, maskOfWord } from "../../../core/address-space/address.ts";
import { type Prefix, prefix } from "../../../core/address-space/prefix.ts";

/** Any prefix of the family. Zero words are frequent, so that `::` is met in every place. */
export function anyPrefixOf(family: Family): fc.Arbitrary<Prefix> {
  const word = fc.oneof(fc.nat(0xffffffff), fc.constantFrom(0, 1, 0x10000, 0xffff));
  return fc.tuple(fc.array(word, { minLength: 4, maxLength: 4 }), fc.nat(bitsIn(family))).map(([words, length]) => {
    const isMapped = family === 6 && length >= 96 && words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
    return prefixOf(family, isMapped ? [1, ...words.slice(1)] : words, length);
  });
}

export const anyPrefix = fc.oneof(anyPrefixOf(4), anyPrefixOf(6));

/** Prefixes from a small part of each family, where overlaps and duplicates are frequent. */
export const crowdedPrefix: fc.Arbitrary<Prefix> = fc.oneof(
  fc
    .record({ low: fc.nat(255), length: fc.integer({ min: 22, max: 32 }) })
    .map(({ low, length }) => prefixOf(4, [0x0a000000 + low], length)),
  fc
    .record({ low: fc.nat(255), length: fc.integer({ min: 118, max: 128 }) })
    .map(({ low, length }) => prefixOf(6, [0xfd000000, 0, 0, low], length)),
);

function prefixOf(family: Family, words: readonly number[], length: number): Prefix {
  const network = Uint32Array.from(words, (word, index) => word & maskOfWord(index, length));
  return prefix(`${formatAddress(family, network)}/${length}`);
}
