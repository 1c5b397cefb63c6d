import { fillTemplate, targetInput, valueAt } from "../../../lab/workflow/input-transformer.ts";

const rule = {
  ruleArn: "arn:aws:events:us-east-1:111111111111:rule/crosspeer/tags",
  ruleName: "tags",
  ingestionTime: "2026-01-01T00:00:00Z",
};
const event = {
  id: "1",
  source: "aws.tag",
  resources: ["arn:aws:ec2:us-east-1:111111111111:vpc/vpc-1"],
  detail: { service: "ec2", tags: { "crosspeer:name": 'say "hi"' }, keys: ["a", "b"], version: 3 },
};

function transformed(paths: Record<string, string>, template: string): string {
  return targetInput({ InputTransformer: { InputPathsMap: paths, InputTemplate: template } }, event, rule);
}

describe("targetInput", () => {
  it.each([
    { given: "nothing", target: {}, expected: JSON.stringify(event) },
    { given: "a constant", target: { Input: '{"sweep":true}' }, expected: '{"sweep":true}' },
    { given: "a path", target: { InputPath: "$.detail.keys" }, expected: '["a","b"]' },
  ])("given $given, then $expected", ({ target, expected }) => {
    expect(targetInput(target, event, rule)).toBe(expected);
  });

  it.each([
    {
      given: "a bare string",
      paths: { network: "$.resources[0]" },
      template: '{"network":<network>}',
      expected: `{"network":"${event.resources[0]}"}`,
    },
    {
      given: "a string between quotes",
      paths: { s: "$.detail.service" },
      template: '{"t":"in <s>."}',
      expected: '{"t":"in ec2."}',
    },
    {
      given: "quotes in a value",
      paths: { n: "$.detail.tags['crosspeer:name']" },
      template: '{"t":"<n>"}',
      expected: '{"t":"say \\"hi\\""}',
    },
    {
      given: "an array and a number",
      paths: { k: "$.detail.keys", v: "$.detail.version" },
      template: '{"k":<k>,"v":<v>}',
      expected: '{"k":["a","b"],"v":3}',
    },
    {
      given: "an array between quotes",
      paths: { k: "$.detail.keys" },
      template: '"keys: <k>"',
      expected: '"keys: [\\"a\\",\\"b\\"]"',
    },
    {
      given: "a path to nowhere",
      paths: { x: "$.detail.none" },
      template: '{"a":"<x>","b":<x>}',
      expected: '{"a":"","b":null}',
    },
    { given: "a name that is not mapped", paths: {}, template: '{"a":"<x>"}', expected: '{"a":"<x>"}' },
    {
      given: "a predefined name",
      paths: {},
      template: '{"r":"<aws.events.rule-name>","at":<aws.events.event.ingestion-time>}',
      expected: '{"r":"tags","at":"2026-01-01T00:00:00Z"}',
    },
  ])("given $given in a template, then $expected", ({ paths, template, expected }) => {
    expect(transformed(paths, template)).toBe(expected);
  });

  it("given the whole event, then with and without its detail", () => {
    const { detail: _, ...envelope } = event;
    expect(JSON.parse(transformed({}, '{"e":<aws.events.event>,"j":<aws.events.event.json>}'))).toEqual({
      e: envelope,
      j: event,
    });
  });
});

describe("fillTemplate", () => {
  it("given an escaped quote in the template, then it does not end the text", () => {
    expect(fillTemplate('{"a":"\\"<x>"}', new Map([["x", "y"]]))).toBe('{"a":"\\"y"}');
  });
});

describe("valueAt", () => {
  it.each(["detail", "$.a[*]", "$..a", "$.a[?(@.b)]"])("given the path %s, then it is refused", (path) => {
    expect(() => valueAt(event, path)).toThrow(/cannot follow the path/);
  });
});
