import { App } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { parseConfig } from "../../lib/config.ts";
import { MemberStack } from "../../lib/member-stack.ts";
import { allowedBy } from "./statements.ts";
import { externalId, members } from "./synthesized.ts";

const member = templateOf({ members, externalId });

describe("the member role", () => {
  it("given the trust policy, then it takes the hub's functions, with the external id", () => {
    member.hasResourceProperties("AWS::IAM::Role", {
      RoleName: "crosspeer-member",
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: { "sts:ExternalId": externalId },
              ArnLike: { "aws:PrincipalArn": { "Fn::Join": ["", Match.arrayWith([":role/crosspeer/*"])] } },
            },
          }),
        ],
      },
    });
  });

  it("given an organization, then the hub must be of it", () => {
    const ofOrganization = templateOf({ members, externalId, organizationId: "o-a1b2c3d4e5" });
    ofOrganization.hasResourceProperties("AWS::IAM::Role", {
      RoleName: "crosspeer-member",
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: Match.objectLike({
              StringEquals: { "sts:ExternalId": externalId, "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
            }),
          }),
        ],
      },
    });
  });

  it("given several regions, then it is made in one of them and not in the hub's account", () => {
    member.hasResource("AWS::IAM::Role", {
      Properties: Match.objectLike({ RoleName: "crosspeer-member" }),
      Condition: "IsRoleMadeHere",
    });
    member.hasCondition("IsRoleMadeHere", {
      "Fn::And": [
        { "Fn::Equals": [{ Ref: "AWS::Region" }, { Ref: "HomeRegion" }] },
        { "Fn::Not": [{ "Fn::Equals": [{ Ref: "AWS::AccountId" }, { Ref: "HubAccount" }] }] },
      ],
    });
  });

  it.each([
    { given: "members that share a region", regions: [["eu-west-1", "us-east-1"], ["us-east-1"]], home: "us-east-1" },
    { given: "members that share none", regions: [["eu-west-1"], ["us-east-1"]], home: undefined },
  ])("given $given, then the home region is $home unless told", ({ regions, home }) => {
    const accounts = regions.map((some, index) => ({ account: String(222222222222 + index), regions: some }));
    const stack = templateOf({ members: accounts, externalId });
    const [parameter] = Object.values(stack.findParameters("HomeRegion"));
    expect(parameter?.["Default"]).toBe(home);
  });

  it("given no members but another region of the hub, then there is only the forwarder", () => {
    const region = templateOf({ hubRegions: ["us-east-1", "eu-west-1"] });
    expect(allowedBy(region).flatMap(({ Action }) => Action)).not.toContain("ec2:CreateRoute");
    region.resourceCountIs("AWS::Events::Rule", 1);
  });
});

describe("the forwarder", () => {
  it("given a tag change, then it goes to the hub's bus, with retries and dead letters", () => {
    member.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: Match.objectLike({ source: ["aws.tag"] }),
      Targets: [
        Match.objectLike({
          Arn: {
            "Fn::Join": ["", Match.arrayWith([{ Ref: "HubRegion" }, { Ref: "HubAccount" }, ":event-bus/crosspeer"])],
          },
          RoleArn: Match.anyValue(),
          DeadLetterConfig: Match.anyValue(),
          RetryPolicy: Match.anyValue(),
        }),
      ],
    });
  });
});

function templateOf(raw: Readonly<Record<string, unknown>>): Template {
  return Template.fromStack(new MemberStack(new App(), "crosspeer-member", { config: parseConfig(raw) }));
}
