import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { stepNames } from "../../lib/permissions.ts";
import { allowedBy } from "./statements.ts";
import { externalId, synthesize } from "./synthesized.ts";

const root = join(import.meta.dirname, "../..");
const { hub } = synthesize();

describe("functions", () => {
  it("given every step, then each has a traced arm64 function on Node 24 with JSON logs of its own", () => {
    hub.resourceCountIs("AWS::Lambda::Function", stepNames.length);
    hub.allResourcesProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      TracingConfig: { Mode: "Active" },
      LoggingConfig: { LogFormat: "JSON", LogGroup: Match.anyValue() },
      Timeout: Match.anyValue(),
    });
  });

  it.each(stepNames)("given the step %s, then its handler is a file in functions/", (step) => {
    hub.hasResourceProperties("AWS::Lambda::Function", { Handler: `${step}.handler` });
    expect(existsSync(join(root, "functions", `${step}.ts`))).toBe(true);
  });

  it("given members, then the functions know the role, its external id and every place", () => {
    hub.allResourcesProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({
          MEMBER_ROLE_NAME: "crosspeer-member",
          MEMBER_EXTERNAL_ID: externalId,
          HUB_ACCOUNT: { Ref: "AWS::AccountId" },
          PLACES: {
            "Fn::Join": [
              "",
              [
                '[{"account":"',
                { Ref: "AWS::AccountId" },
                '","region":"',
                { Ref: "AWS::Region" },
                '"},{"account":"222222222222","region":"eu-west-1"},{"account":"222222222222","region":"us-east-1"}]',
              ],
            ],
          },
        }),
      },
    });
  });

  it.each([
    { variable: "CONNECT_MACHINE_ARN", knowing: ["start-connections", "start-round"] },
    { variable: "ROUNDS_MACHINE_ARN", knowing: ["start-connections"] },
  ])(
    "given the steps that start executions, then $knowing know the $variable and no others",
    ({ variable, knowing }) => {
      const knows = { Environment: { Variables: Match.objectLike({ [variable]: Match.anyValue() }) } };
      hub.resourcePropertiesCountIs("AWS::Lambda::Function", knows, knowing.length);
      for (const step of knowing) {
        hub.hasResourceProperties("AWS::Lambda::Function", { Handler: `${step}.handler`, ...knows });
      }
    },
  );
});

const names = [
  "reconcile-network",
  "sweep-networks",
  "connect-networks",
  "connect-rounds",
  "peer-networks",
  "build-vpn",
  "disconnect-networks",
  "rotate-keys",
  "preview-connection",
  "check-health",
  "check-flow-logs",
];

describe("state machines", () => {
  it("given each machine, then everything it does is logged and traced", () => {
    hub.resourceCountIs("AWS::StepFunctions::StateMachine", names.length);
    hub.allResourcesProperties("AWS::StepFunctions::StateMachine", {
      StateMachineType: "STANDARD",
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: "ALL", Destinations: Match.anyValue() },
    });
  });

  it.each(names)("given what %s passes on, then it is logged unless keys are near", (name) => {
    hub.hasResourceProperties("AWS::StepFunctions::StateMachine", {
      StateMachineName: `crosspeer-${name}`,
      LoggingConfiguration: Match.objectLike({ IncludeExecutionData: !["build-vpn", "rotate-keys"].includes(name) }),
    });
  });

  it.each(names)("given the definition of %s, then it ends by itself", (name) => {
    const definition: unknown = JSON.parse(readFileSync(join(root, "statemachines", `${name}.asl.json`), "utf8"));
    expect(definition).toMatchObject({ TimeoutSeconds: expect.any(Number) });
  });

  it("given a machine that runs others, or itself in a Distributed Map, then it may start, watch and stop them and no more", () => {
    hub.hasResourceProperties("AWS::StepFunctions::StateMachine", {
      StateMachineName: "crosspeer-connect-networks",
      DefinitionSubstitutions: Match.objectLike({
        PeerNetworksMachineArn: { Ref: Match.stringLikeRegexp("PeerNetworks") },
        BuildVpnMachineArn: { Ref: Match.stringLikeRegexp("BuildVpn") },
        DisconnectNetworksMachineArn: { Ref: Match.stringLikeRegexp("DisconnectNetworks") },
      }),
    });
    const actions = allowedBy(hub).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action === "states:StopExecution")).toHaveLength(5);
    expect(actions.filter((action) => action === "events:PutRule")).toHaveLength(1);
  });
});

describe("events", () => {
  it("given the tags of a VPC, then a change of a wish wakes the reconciler and our status does not", () => {
    const pattern = {
      source: ["aws.tag"],
      "detail-type": ["Tag Change on Resource"],
      detail: {
        service: ["ec2"],
        "resource-type": ["vpc"],
        "changed-tag-keys": ["name", "connect", "accept", "mesh", "transport", "allow", "gateway", "flow-logs"].map(
          (key) => `crosspeer:${key}`,
        ),
      },
    };
    hub.resourcePropertiesCountIs("AWS::Events::Rule", { EventPattern: pattern }, 2);
    hub.hasResourceProperties("AWS::Events::Rule", {
      EventBusName: Match.anyValue(),
      EventPattern: pattern,
      Targets: [
        Match.objectLike({
          InputTransformer: {
            InputPathsMap: { "resources-0-": "$.resources[0]" },
            InputTemplate: '{"network":<resources-0->}',
          },
        }),
      ],
    });
  });

  it("given the sweep, then it asks for all networks every 15 minutes", () => {
    hub.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(15 minutes)",
      Targets: [Match.objectLike({ Input: '{"sweep":true}' })],
    });
  });

  it("given any rule, then what it cannot deliver is retried for hours and then kept", () => {
    hub.allResourcesProperties("AWS::Events::Rule", {
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: Match.anyValue() },
          RetryPolicy: { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 20 },
        }),
      ],
    });
  });

  it("given members, then their accounts may send tag changes to the bus and nothing else", () => {
    hub.hasResourceProperties("AWS::Events::EventBusPolicy", {
      Statement: Match.objectLike({
        Action: "events:PutEvents",
        Condition: {
          StringEquals: { "events:source": "aws.tag", "events:detail-type": "Tag Change on Resource" },
        },
      }),
    });
  });

  it("given an organization, then its accounts alone may send", () => {
    const { hub: ofOrganization } = synthesize({ hubRegions: ["us-east-1"], organizationId: "o-a1b2c3d4e5" });
    ofOrganization.hasResourceProperties("AWS::Events::EventBusPolicy", {
      Statement: Match.objectLike({
        Condition: { StringEquals: Match.objectLike({ "aws:PrincipalOrgID": "o-a1b2c3d4e5" }) },
      }),
    });
  });
});

describe("what is kept and told", () => {
  it("given the ledger, then it is encrypted, can be restored and outlives the stack", () => {
    hub.hasResource("AWS::DynamoDB::Table", {
      Properties: {
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        BillingMode: "PAY_PER_REQUEST",
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
      DeletionPolicy: "Retain",
    });
  });

  it("given logs, then they end after a month", () => {
    hub.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
  });

  it("given failures and dead letters, then an alarm tells what to do", () => {
    hub.resourceCountIs("AWS::CloudWatch::Alarm", names.length + 5);
    hub.allResourcesProperties("AWS::CloudWatch::Alarm", {
      AlarmDescription: Match.stringLikeRegexp("^crosspeer: .*: "),
      AlarmActions: [{ Ref: Match.stringLikeRegexp("^CrosspeerAlertsTopic") }],
    });
  });

  it("given nobody looks any more, then two alarms say so by what is missing", () => {
    for (const MetricName of ["HealthChecks", "Sweeps"]) {
      hub.hasResourceProperties("AWS::CloudWatch::Alarm", { MetricName, TreatMissingData: "breaching" });
    }
  });

  it("given a connection that is not as it should be, then the topic is told, encrypted with a key of its own", () => {
    hub.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: Match.objectLike({ "detail-type": ["Connection State Changed"] }),
      Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp("^CrosspeerAlertsTopic") } })],
    });
    hub.hasResourceProperties("AWS::SNS::Topic", { KmsMasterKeyId: Match.anyValue() });
    hub.hasResourceProperties("AWS::KMS::Key", { EnableKeyRotation: true });
    const keys = Object.values(hub.findResources("AWS::KMS::Key"));
    const principals = keys.flatMap(({ Properties }) => Properties.KeyPolicy.Statement.map(principalOf));
    expect([...new Set(principals)].sort()).toEqual([
      "cloudwatch.amazonaws.com",
      "events.amazonaws.com",
      "the account",
    ]);
    hub.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
  });
});

function principalOf({ Principal }: { readonly Principal: { readonly Service?: string } }): string {
  return Principal.Service ?? "the account";
}
