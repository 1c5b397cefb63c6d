import fc from "fast-check";
import { fingerprintOf, intentKeys, ownerKey, statusKey } from "../../../core/intent/tags.ts";

describe("fingerprintOf", () => {
  const tags = { "crosspeer:name": "a", "crosspeer:connect": "b c" };
  const before = fingerprintOf(tags);

  it("given any tags, then 16 hexadecimal digits", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...intentKeys), fc.string()), (any) =>
        expect(fingerprintOf(any)).toMatch(/^[0-9a-f]{16}$/),
      ),
    );
  });

  it.each([
    { given: "another order", other: { "crosspeer:connect": "b c", "crosspeer:name": "a" } },
    { given: "a tag that is not ours", other: { ...tags, Name: "vpc" } },
    { given: "our status", other: { ...tags, [statusKey]: "active 1/1" } },
    { given: "our mark of ownership", other: { ...tags, [ownerKey]: "cx-aaaaaaaaaaaaa" } },
  ])("given $given, then the same", ({ other }) => {
    expect(fingerprintOf(other)).toBe(before);
  });

  it.each(intentKeys.map((key) => ({ key })))("given a change of $key, then another", ({ key }) => {
    const empty = fingerprintOf({ ...tags, [key]: "" });
    expect(fingerprintOf({ ...tags, [key]: "changed" })).not.toBe(before);
    expect(empty).not.toBe(before);
  });

  it("given an empty tag, then not the same as none", () => {
    expect(fingerprintOf({ "crosspeer:allow": "" })).not.toBe(fingerprintOf({}));
  });

  it("given one value under two keys, then two fingerprints", () => {
    expect(fingerprintOf({ "crosspeer:connect": "a" })).not.toBe(fingerprintOf({ "crosspeer:accept": "a" }));
  });
});
