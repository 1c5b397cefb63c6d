import fc from "fast-check";
import { decode, encode, type Section } from "../../../../lab/packets/realm/inner/vici.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/);
const text = fc.string({ maxLength: 300 });
const { section } = fc.letrec<{ section: Section }>((tie) => ({
  section: fc.dictionary(
    name,
    fc.oneof({ depthSize: "small" }, text, fc.array(text, { maxLength: 4 }), tie("section")),
  ),
}));

describe("vici messages", () => {
  it("given any, then it is read back as it was written", () => {
    fc.assert(
      fc.property(section, (message) => {
        expect(decode(encode(message))).toEqual({ ...message });
      }),
    );
  });

  it("given a value, a list and a section, then they are written as the protocol's description has them", () => {
    const message = { key: "v", list: ["a", "b"], sub: { x: "" } };
    const bytes = [
      ...[3, 3, ...Buffer.from("key"), 0, 1, ...Buffer.from("v")],
      ...[4, 4, ...Buffer.from("list"), 5, 0, 1, ...Buffer.from("a"), 5, 0, 1, ...Buffer.from("b"), 6],
      ...[1, 3, ...Buffer.from("sub"), 3, 1, ...Buffer.from("x"), 0, 0, 2],
    ];
    expect([...encode(message)]).toEqual(bytes);
  });
});
