import { locate } from "../../../core/connection/network-id.ts";
import { lackingConsent, nameOf, wants, wishesOf } from "../../../core/intent/directory.ts";
import { buildEntry, type ShortTags } from "../../support/intent-builder.ts";
import { left, networkId, right, stranger } from "../../support/network-builder.ts";

/** The wishes of `left`, beside networks with these tags. */
function wishesOfLeft(tags: ShortTags, rightTags: ShortTags = {}, strangerTags: ShortTags = {}) {
  const self = buildEntry(left, tags);
  return wishesOf(self, [self, buildEntry(right, rightTags), buildEntry(stranger, strangerTags)]);
}

const withRight = [{ requester: left, accepter: right }];

describe("wishesOf", () => {
  it.each([
    { given: "the other's name", tags: { connect: "r" }, rightTags: { name: "r" }, pairs: withRight },
    { given: "the other's ARN", tags: { connect: right }, rightTags: {}, pairs: withRight },
    { given: "name and ARN of one", tags: { connect: `r ${right}` }, rightTags: { name: "r" }, pairs: withRight },
    { given: "the same mesh", tags: { mesh: "prod" }, rightTags: { mesh: "prod" }, pairs: withRight },
    { given: "two meshes", tags: { mesh: "prod" }, rightTags: { mesh: "test" }, pairs: [] },
    { given: "a malformed mesh on both", tags: { mesh: "P!" }, rightTags: { mesh: "P!" }, pairs: [] },
    { given: "no tags at all", tags: {}, rightTags: {}, pairs: [] },
    { given: "a name alone", tags: { name: "l" }, rightTags: { name: "r" }, pairs: [] },
    { given: "consent alone", tags: { accept: "*" }, rightTags: { accept: "*" }, pairs: [] },
    { given: "another that asks by name", tags: { name: "l" }, rightTags: { connect: "l" }, pairs: withRight },
    { given: "another that asks by ARN", tags: {}, rightTags: { connect: left }, pairs: withRight },
    { given: "both asking", tags: { connect: right }, rightTags: { connect: left }, pairs: withRight },
  ])("given $given, then $pairs.length pairs", ({ tags, rightTags, pairs }) => {
    expect(wishesOfLeft(tags, rightTags)).toEqual({ pairs, problems: [] });
  });

  it("given an ARN that we have not seen, then a pair all the same: the other may be untagged", () => {
    const unseen = networkId(9);
    expect(wishesOfLeft({ connect: unseen }).pairs).toEqual([{ requester: left, accepter: unseen }]);
  });

  it("given several partners, then each once, in the order of their ids", () => {
    const { pairs } = wishesOfLeft({ connect: "r s", mesh: "m" }, { name: "r", mesh: "m" }, { name: "s", mesh: "m" });
    expect(pairs).toEqual([
      { requester: left, accepter: stranger },
      { requester: left, accepter: right },
    ]);
  });

  it("given one good and two bad references, then the pair and both problems", () => {
    const { pairs, problems } = wishesOfLeft({ name: "l", connect: "l r nobody" }, { name: "r" });
    expect(pairs).toEqual(withRight);
    expect(problems.map(({ rule }) => rule)).toEqual(["self-connection", "unknown-network"]);
  });

  it.each([
    { given: "its own name", tags: { name: "l", connect: "l" }, text: "l" },
    { given: "its own ARN", tags: { connect: left }, text: left },
  ])("given $given, then it is refused", ({ tags, text }) => {
    expect(wishesOfLeft(tags)).toEqual({
      pairs: [],
      problems: [
        {
          rule: "self-connection",
          message: `crosspeer:connect names this network itself: ${text}`,
          remedy: "take it out of the tag",
        },
      ],
    });
  });

  it("given a name that two bear, then it is refused and both are named", () => {
    const { pairs, problems } = wishesOfLeft({ connect: "twin" }, { name: "twin" }, { name: "twin" });
    const ids = [right, stranger].map((id) => locate(id).localId).join(" ");
    expect(pairs).toEqual([]);
    expect(problems).toEqual([
      {
        rule: "ambiguous-name",
        message: `2 networks are tagged crosspeer:name=twin: ${ids}`,
        remedy: "rename all but one or use the ARN",
      },
    ]);
  });

  it("given another that asks by a name that two bear, then it does not reach either", () => {
    expect(wishesOfLeft({ name: "twin" }, { connect: "twin" }, { name: "twin" }).pairs).toEqual([]);
  });

  const far = "correct the name or tag that network with it";
  it.each([
    {
      given: "a letter too many",
      connect: "paymentss",
      names: ["payments", "orders"],
      remedy: "did you mean payments",
    },
    { given: "two letters swapped", connect: "ordres", names: ["payments", "orders"], remedy: "did you mean orders" },
    { given: "two as near", connect: "shop-x", names: ["shop-b", "shop-a"], remedy: "did you mean shop-a" },
    { given: "nothing near", connect: "catalogue", names: ["payments", "orders"], remedy: far },
    { given: "no names at all", connect: "payments", names: [undefined, undefined], remedy: far },
  ])("given $given, then it is refused and $remedy", ({ connect, names, remedy }) => {
    const [tags, moreTags] = names.map((name) => (name === undefined ? {} : { name }));
    expect(wishesOfLeft({ connect }, tags, moreTags)).toEqual({
      pairs: [],
      problems: [{ rule: "unknown-network", message: `no network is tagged crosspeer:name=${connect}`, remedy }],
    });
  });

  it("given only its own name near a misspelt one, then it is not suggested", () => {
    const { problems } = wishesOfLeft({ name: "payments-eu", connect: "payments-us" });
    expect(problems.map(({ remedy }) => remedy)).toEqual([far]);
  });
});

describe("lackingConsent", () => {
  it.each([
    { given: "the name", from: { accept: "r" }, to: { name: "r" } },
    { given: "the ARN", from: { accept: right }, to: {} },
    { given: "the account", from: { accept: "222222222222" }, to: {} },
    { given: "anyone", from: { accept: "*" }, to: {} },
    { given: "the name among others", from: { accept: "a b r" }, to: { name: "r" } },
    { given: "the same mesh", from: { mesh: "prod" }, to: { mesh: "prod" } },
    { given: "a wish of its own by name", from: { connect: "r" }, to: { name: "r" } },
    { given: "a wish of its own by ARN", from: { connect: right }, to: {} },
    { given: "a good item beside a bad one", from: { accept: "N!O *" }, to: {} },
  ])("given $given, then nothing lacks", ({ from, to }) => {
    const [one, other] = [buildEntry(left, from), buildEntry(right, to)];
    expect(lackingConsent(one, other, [one, other])).toEqual([]);
  });

  it.each([
    { given: "nothing", from: {}, to: { name: "r" } },
    { given: "another name", from: { accept: "x" }, to: { name: "r" } },
    { given: "a part of the name", from: { accept: "r" }, to: { name: "r-2" } },
    { given: "another account", from: { accept: "111111111111" }, to: { name: "r" } },
    { given: "another ARN", from: { accept: stranger }, to: { name: "r" } },
    { given: "another mesh", from: { mesh: "test" }, to: { name: "r", mesh: "prod" } },
    { given: "the other's wish alone", from: { name: "l" }, to: { name: "r", connect: "l", accept: "*" } },
    { given: "a malformed value", from: { accept: "R!" }, to: { name: "r" } },
  ])("given $given, then consent lacks", ({ from, to }) => {
    const [one, other] = [buildEntry(left, from), buildEntry(right, to)];
    expect(lackingConsent(one, other, [one, other])).toMatchObject([{ rule: "missing-consent" }]);
  });

  it("given both asking, then neither lacks", () => {
    const [one, other] = [
      buildEntry(left, { name: "l", connect: "r" }),
      buildEntry(right, { name: "r", connect: "l" }),
    ];
    expect([lackingConsent(one, other, [one, other]), lackingConsent(other, one, [one, other])]).toEqual([[], []]);
  });

  it.each([{ tags: { accept: "twin" } }, { tags: { connect: "twin" } }])(
    "given $tags and two networks that bear the name, then it is consent to neither, and the ARN is asked for",
    ({ tags }) => {
      const one = buildEntry(left, { name: "l", ...tags });
      const twins = [buildEntry(right, { name: "twin" }), buildEntry(stranger, { name: "twin" })];
      const problems = twins.map((twin) => lackingConsent(one, twin, [one, ...twins]));
      expect(problems).toEqual(
        [right, stranger].map((id) => [
          {
            rule: "ambiguous-name",
            message: "l means twin, and several networks bear that name",
            remedy: `rename all but one or write ${id}`,
          },
        ]),
      );
    },
  );

  it.each([
    {
      given: "names",
      from: { name: "l" },
      to: { name: "r" },
      message: "l does not accept r",
      remedy: "tag l crosspeer:accept=r",
    },
    {
      given: "no names",
      from: {},
      to: {},
      message: "vpc-00000000000000001 does not accept vpc-00000000000000002",
      remedy: `tag vpc-00000000000000001 crosspeer:accept=${right}`,
    },
  ])("given $given, then the remedy can be typed as it stands", ({ from, to, message, remedy }) => {
    const [one, other] = [buildEntry(left, from), buildEntry(right, to)];
    const problem = { rule: "missing-consent", message, remedy };
    expect(lackingConsent(one, other, [one, other])).toEqual([problem]);
    expect(`pending vpc-00000000000000002 ${Object.values(problem).join(": ")}`.length).toBeLessThanOrEqual(256);
  });
});

describe("wants", () => {
  it.each([
    { given: "a wish", from: { connect: right }, to: {}, expected: true },
    { given: "consent", from: { accept: right }, to: {}, expected: false },
    { given: "the same mesh", from: { mesh: "m" }, to: { mesh: "m" }, expected: true },
    { given: "the other's wish", from: {}, to: { connect: left }, expected: false },
  ])("given $given, then $expected", ({ from, to, expected }) => {
    const [one, other] = [buildEntry(left, from), buildEntry(right, to)];
    expect(wants(one, other, [one, other])).toBe(expected);
  });
});

describe("nameOf", () => {
  it.each([
    { given: "a name", directory: [buildEntry(right, { name: "r" })], expected: "r" },
    { given: "no name", directory: [buildEntry(right)], expected: "vpc-00000000000000002" },
    { given: "a network that we have not seen", directory: [], expected: "vpc-00000000000000002" },
  ])("given $given, then $expected", ({ directory, expected }) => {
    expect(nameOf(right, directory)).toBe(expected);
  });
});
