import { NO_VALUE, referencesIn, resolve, type Scope } from "../../../lab/deploy/intrinsics.ts";

const scope: Scope = {
  ref: (name) => (name === "AWS::NoValue" ? NO_VALUE : `ref-${name}`),
  getAtt: (id, attribute) => `${id}/${attribute}`,
  condition: (name) => name === "Yes",
  mapped: (...keys) => keys.join("+"),
  imported: (name) => `imported-${name}`,
};

describe("lab/deploy/intrinsics", () => {
  it.each([
    { given: "Ref", value: { Ref: "A" }, expected: "ref-A" },
    { given: "GetAtt", value: { "Fn::GetAtt": ["A", "Arn"] }, expected: "A/Arn" },
    { given: "GetAtt as text", value: { "Fn::GetAtt": "A.Arn.Part" }, expected: "A/Arn.Part" },
    { given: "Join", value: { "Fn::Join": [":", ["x", { Ref: "A" }]] }, expected: "x:ref-A" },
    { given: "Sub", value: { "Fn::Sub": "$" + "{A}-$" + "{B.Arn}-$" + "{!C}" }, expected: "ref-A-B/Arn-$" + "{C}" },
    { given: "Sub with variables", value: { "Fn::Sub": ["$" + "{v}", { v: { Ref: "A" } }] }, expected: "ref-A" },
    { given: "Select of Split", value: { "Fn::Select": [1, { "Fn::Split": [",", "a,b"] }] }, expected: "b" },
    { given: "If", value: { "Fn::If": ["Yes", "y", "n"] }, expected: "y" },
    { given: "NoValue", value: { a: { "Fn::If": ["No", "y", { Ref: "AWS::NoValue" }] }, b: 1 }, expected: { b: 1 } },
    { given: "Equals", value: { "Fn::Equals": [{ Ref: "A" }, "ref-A"] }, expected: true },
    {
      given: "Not, And, Or",
      value: { "Fn::Not": [{ "Fn::And": [{ "Fn::Or": [false, true] }, true] }] },
      expected: false,
    },
    { given: "FindInMap", value: { "Fn::FindInMap": ["m", { Ref: "A" }, "k"] }, expected: "m+ref-A+k" },
    { given: "ImportValue", value: { "Fn::ImportValue": "v" }, expected: "imported-v" },
  ])("given $given, then $expected", ({ value, expected }) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it("given a function that it does not know, then it is refused", () => {
    expect(() => resolve({ "Fn::Cidr": [] }, scope)).toThrow("the lab does not know the function Fn::Cidr");
  });

  it("given a value, then finds all that it refers to", () => {
    const value = [
      { Ref: "A" },
      { "Fn::GetAtt": ["B", "Arn"] },
      { "Fn::Sub": ["$" + "{C.Arn}$" + "{v}", { v: { Ref: "D" } }] },
    ];
    expect(referencesIn(value)).toEqual(["A", "B", "C", "v", "D"]);
  });
});
