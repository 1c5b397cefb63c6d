import fc from "fast-check";
import { isShortName, parseConsent, parseReference } from "../../../core/intent/reference.ts";
import { left } from "../../support/network-builder.ts";
import { anyNetworkId, anyShortName } from "./arbitrary-intent.ts";

const account = "123456789012";

describe("parseReference", () => {
  it.each([
    { given: "a name", text: "payments-eu", expected: { kind: "name", name: "payments-eu" } },
    { given: "one letter", text: "a", expected: { kind: "name", name: "a" } },
    {
      given: "digits, but not an account's twelve",
      text: "12345678901",
      expected: { kind: "name", name: "12345678901" },
    },
    { given: "63 letters", text: "a".repeat(63), expected: { kind: "name", name: "a".repeat(63) } },
    { given: "a VPC's ARN", text: left, expected: { kind: "network", id: left } },
  ])("given $given, then it is read", ({ text, expected }) => {
    expect(parseReference(text)).toEqual(expected);
    expect(parseConsent(text)).toEqual(expected);
  });

  it.each([
    { given: "nothing", text: "" },
    { given: "64 letters", text: "a".repeat(64) },
    { given: "upper case", text: "Payments" },
    { given: "a hyphen first", text: "-a" },
    { given: "a hyphen last", text: "a-" },
    { given: "the word that stands for everybody on Google Cloud", text: "any" },
    { given: "an underscore", text: "pay_ments" },
    { given: "a dot", text: "pay.ments" },
    { given: "a letter of another script", text: "zürich" },
    { given: "a newline at the end", text: "payments\n" },
    { given: "a bare VPC id in upper case", text: "VPC-1" },
    { given: "the ARN of something else", text: left.replace("vpc/vpc-", "subnet/subnet-") },
    { given: "an ARN with an end cut off", text: left.slice(0, -1) },
  ])("given $given, then nothing is read", ({ text }) => {
    expect(parseReference(text)).toBeUndefined();
    expect(parseConsent(text)).toBeUndefined();
  });

  it("given any name or id, then its own text reads back as it", () => {
    fc.assert(fc.property(anyShortName, (name) => expect(parseReference(name)).toEqual({ kind: "name", name })));
    fc.assert(fc.property(anyNetworkId, (id) => expect(parseReference(id)).toEqual({ kind: "network", id })));
  });
});

describe("parseConsent", () => {
  it.each([
    { given: "a star", text: "*", expected: { kind: "anyone" } },
    {
      given: "a subscription",
      text: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
      expected: { kind: "account", account: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0" },
    },
    { given: "a project", text: "projects/shop-prod", expected: { kind: "account", account: "shop-prod" } },
    { given: "an account number", text: account, expected: { kind: "account", account } },
  ])("given $given, then it is read, but is no reference", ({ text, expected }) => {
    expect(parseConsent(text)).toEqual(expected);
    expect(parseReference(text)).toBeUndefined();
  });

  it.each([
    { given: "two stars", text: "**" },
    { given: "a pattern", text: "payments-*" },
    { given: "an account number with hyphens as people write it, then at most a name", text: "-1234-5678-9012" },
  ])("given $given, then nothing is read", ({ text }) => {
    expect(parseConsent(text)).toBeUndefined();
  });

  it("given an account number, then it is no name that a network could take to pass for the account", () => {
    expect(isShortName(account)).toBe(false);
  });
});
