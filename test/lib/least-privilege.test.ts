import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { App, Stack, Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import type { IConstruct } from "constructs";
import { networkGrants, permissions, stepNames } from "../../lib/permissions.ts";
import { allowedBy } from "./statements.ts";
import { members, synthesize } from "./synthesized.ts";

const { app, hub, member } = synthesize();
const allowed = [...allowedBy(hub), ...allowedBy(member)];

/** Calls for which the service knows no resource. */
const withoutResource = [
  "ec2:Describe",
  "xray:Put",
  "xray:GetSampling",
  "logs:CreateLogDelivery",
  "logs:GetLogDelivery",
  "logs:UpdateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
  "logs:GetQueryResults",
];

describe("policies", () => {
  it("given any policy, then no action is a wildcard", () => {
    expect(allowed.length).toBeGreaterThan(50);
    expect(allowed.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
  });

  it("given a statement for every resource, then its calls know none to name", () => {
    const open = allowed.filter(({ Resource }) => Resource.includes("*")).flatMap(({ Action }) => Action);
    expect(open.filter((action) => !withoutResource.some((known) => action.startsWith(known)))).toEqual([]);
  });

  it("given roles to assume, then they are the members' by name", () => {
    const assumed = allowed
      .filter(({ Action, Resource }) => Action.includes("sts:AssumeRole") && Resource.length > 0)
      .flatMap(({ Resource }) => Resource);
    expect(new Set(assumed.map((resource) => JSON.stringify(resource)))).toEqual(
      new Set(
        members.map(({ account }) =>
          JSON.stringify({
            "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:iam::${account}:role/crosspeer-member`]],
          }),
        ),
      ),
    );
  });

  it("given tags of a VPC, then only our status may be written", () => {
    const tagging = networkGrants.filter(
      ({ actions, on }) => actions.includes("ec2:CreateTags") && Array.isArray(on) && on.includes("vpc"),
    );
    expect(tagging).toEqual([
      {
        actions: ["ec2:CreateTags", "ec2:DeleteTags"],
        on: ["vpc"],
        conditions: {
          "ForAllValues:StringEquals": { "aws:TagKeys": ["crosspeer:status"] },
          Null: { "aws:TagKeys": "false" },
        },
      },
    ]);
  });
});

describe("secrets", () => {
  it("given the steps, then those that make, renew, read or delete keys may do that, and no other call may be made about a secret", () => {
    const secrets = allowed.filter(({ Action }) => Action.some((action) => action.startsWith("secretsmanager:")));
    const calls = secrets.map(({ Action }) => Action.map((action) => action.slice("secretsmanager:".length)).sort());
    expect(calls.toSorted((one, other) => other.length - one.length)).toEqual([
      ["CreateSecret", "DescribeSecret", "PutSecretValue", "RestoreSecret", "TagResource"],
      ["GetSecretValue"],
      ["DeleteSecret"],
      ["PutSecretValue"],
      ["GetSecretValue"],
    ]);
    expect(
      secrets.map(({ Resource }) => JSON.stringify(Resource)).filter((text) => !text.includes(ourSecrets)),
    ).toEqual([]);
    const making = stepNames.filter((step) => permissions[step].secrets.length > 0);
    expect(making).toEqual(["allocate-tunnels", "build-tunnels", "release-tunnels", "renew-key", "rotate-key"]);
  });

  it("given a tag of what a VPN is made of, then it is given in the call that makes it, with our keys only", () => {
    const kinds = ["vpn-gateway", "customer-gateway", "vpn-connection", "transit-gateway-attachment"];
    const tagging = networkGrants.filter(
      ({ actions, on }) =>
        actions.includes("ec2:CreateTags") && Array.isArray(on) && on.some((kind) => kinds.includes(kind)),
    );
    expect(tagging.map(({ conditions }) => conditions)).toEqual([
      tagged("CreateVpnGateway", "crosspeer:gateway"),
      tagged("CreateTransitGatewayVpcAttachment", "crosspeer:gateway"),
      tagged("CreateCustomerGateway", "crosspeer:connection"),
      tagged("CreateVpnConnection", "crosspeer:connection"),
    ]);
  });
});

const ourSecrets = ":secret:crosspeer/*";

function tagged(call: string, key: string) {
  return {
    StringEquals: { "ec2:CreateAction": call },
    "ForAllValues:StringEquals": { "aws:TagKeys": [key, "Name"] },
  };
}

describe("the permission table", () => {
  it("given the calls in providers/aws, then each is allowed and no other", () => {
    const folder = join(import.meta.dirname, "../../providers/aws");
    const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    const imported = sources.flatMap((source) => [
      ...source.matchAll(/import \{([^}]*)\} from "@aws-sdk\/client-(?:ec2|cloudwatch-logs)"/g),
    ]);
    const used = imported
      .flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()))
      .flatMap((name) => /^(?:paginate(\w+)|(\w+)Command)$/.exec(name)?.slice(1) ?? [])
      .filter((call) => call !== undefined);
    // No call of ours passes a role on: CreateFlowLogs names one.
    const calls = networkGrants.flatMap(({ actions }) => actions).filter((action) => action !== "iam:PassRole");
    const granted = calls.map((action) => action.slice(action.indexOf(":") + 1));
    expect(new Set(granted)).toEqual(new Set(used));
  });
});

describe("cdk-nag", () => {
  it("given both stacks, then no finding is left without a reason", () => {
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
    const reasons = app.node.findAll().flatMap(acknowledgements);
    expect(reasons.length).toBeGreaterThan(10);
    expect(reasons.filter((reason) => reason.length < 20)).toEqual([]);
  });

  it("given a queue that anyone may reach in clear, then it is found", () => {
    const other = new Stack(new App(), "other");
    new Queue(other, "queue");
    const { violations } = new AwsSolutionsChecks(other).validateScope(other);
    expect(violations.map(({ ruleName }) => ruleName)).toContain("AwsSolutions-SQS4");
  });
});

function acknowledgements({ node }: IConstruct): readonly string[] {
  return node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.values<unknown>(data).map(String));
}
