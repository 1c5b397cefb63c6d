import { allowedBy } from "./statements.ts";
import { azure, externalId, google, members, synthesize } from "./synthesized.ts";

const alone = synthesize();
const { hub } = synthesize({ members, externalId, google, azure });
const named = { RoleName: "crosspeer-identity", Path: "/crosspeer/" };

describe("the role that other clouds know", () => {
  it("given no other cloud, then there is none, and nothing may vend a token", () => {
    alone.hub.resourcePropertiesCountIs("AWS::IAM::Role", named, 0);
    expect(allowedBy(alone.hub).flatMap(({ Action }) => Action)).not.toContain("sts:GetWebIdentityToken");
  });

  it("given other clouds, then it is one role of a fixed name, for the functions of this account alone", () => {
    hub.resourcePropertiesCountIs("AWS::IAM::Role", named, 1);
    const [role] = Object.values(hub.findResources("AWS::IAM::Role", { Properties: named }));
    const [trust] = role?.["Properties"].AssumeRolePolicyDocument.Statement ?? [];
    expect(trust.Principal.AWS["Fn::Join"][1].join("")).toMatch(/:root$/);
    expect(JSON.stringify(trust.Condition.ArnLike)).toContain(":role/crosspeer/*");
  });

  it("given a token, then it is for Azure only and lives five minutes at most", () => {
    const vending = allowedBy(hub).filter(({ Action }) => Action.includes("sts:GetWebIdentityToken"));
    expect(vending).toHaveLength(1);
    expect(vending[0]?.Condition).toEqual({
      "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": ["api://AzureADTokenExchange"] },
      Null: { "sts:IdentityTokenAudience": "false" },
      NumericLessThanEquals: { "sts:DurationSeconds": 300 },
    });
  });

  it("given the functions, then those that ask a cloud may take it on, and know where to look", () => {
    const taking = allowedBy(hub).filter(
      ({ Action, Resource }) =>
        Action.includes("sts:AssumeRole") && Resource.some((one) => JSON.stringify(one).includes("Identity")),
    );
    const withNetworks = hub.findResources("AWS::Lambda::Function");
    expect(taking.length).toBeGreaterThan(5);
    expect(taking.length).toBeLessThan(Object.keys(withNetworks).length);
    const [first] = Object.values(withNetworks);
    const variables = first?.["Properties"].Environment.Variables;
    expect(JSON.parse(variables.GOOGLE)).toEqual(google);
    expect(JSON.parse(variables.AZURE)).toEqual(azure);
    expect(variables.PLACES["Fn::Join"][1].at(-1)).toContain('{"account":"shop-prod","region":"global"}');
  });
});
