import { pairOf } from "../../core/connection/connection-id.ts";
import type { Tags } from "../../core/connection/network.ts";
import { parseIntent } from "../../core/intent/intent.ts";
import { decide } from "../../reconcile/decide.ts";
import { buildNetwork, left, right } from "../support/network-builder.ts";

/** Decides for two networks without overlap whose tags are these. */
function decideFor(one: Tags, other: Tags, askedBy?: typeof left) {
  return decide({
    pair: pairOf(left, right),
    directory: [
      { id: left, intent: parseIntent({ "crosspeer:name": "left", ...one }) },
      { id: right, intent: parseIntent({ "crosspeer:name": "right", ...other }) },
    ],
    requester: buildNetwork(left, { prefixes: ["10.0.0.0/16"] }),
    accepter: buildNetwork(right, { prefixes: ["10.1.0.0/16"] }),
    owned: { formerPeerings: [], isOwnedRoute: () => false },
    standing: false,
    ...(askedBy === undefined ? {} : { askedBy }),
  });
}

describe("decide", () => {
  const accepts = { "crosspeer:accept": "*" };

  it("given both accept each other and neither asks any more, then nothing is made", () => {
    expect(decideFor(accepts, accepts)).toEqual({
      outcome: "refuse",
      problems: [
        {
          rule: "missing-consent",
          message: "neither left nor right asks to be joined to the other",
          remedy: "tag one of them crosspeer:connect",
        },
      ],
    });
  });

  it.each([
    { given: "one asks by its tag", one: { "crosspeer:connect": "right" }, other: accepts },
    { given: "the other asks by its tag", one: accepts, other: { "crosspeer:connect": "left" } },
    { given: "both are of one mesh", one: { "crosspeer:mesh": "m" }, other: { "crosspeer:mesh": "m" } },
    { given: "a person asks for one", one: accepts, other: accepts, askedBy: left },
  ])("given $given, then they are joined", ({ one, other, askedBy }) => {
    expect(decideFor(one, other, askedBy).outcome).toBe("change");
  });
});
