import { CreateTagsCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Lab } from "../../../lab/lab.ts";
import { clientConfig, HUB, REGION, startTestLab } from "../clouds/aws/server/lab-clients.ts";
import { roleFor, writeAssembly } from "./write-assembly.ts";

const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
const HANDLER = `export const handler = async ({ network }) => {
  if (process.env.GREETING !== "hello " + process.env.AWS_REGION) throw new Error("wrong environment");
  return { seen: network.split("/").at(-1) };
};`;
const MACHINE = {
  QueryLanguage: "JSONata",
  StartAt: "Look",
  States: {
    Look: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: `\${LookFunctionArn}`, Payload: "{% $states.input %}" },
      Output: "{% $states.result.Payload %}",
      End: true,
    },
  },
};
const RESOURCES = {
  Rule: {
    Type: "AWS::Events::Rule",
    Properties: {
      EventPattern: { source: ["aws.tag"], detail: { "changed-tag-keys": ["crosspeer:connect"] } },
      Targets: [
        {
          ...{ Id: "Target0", Arn: { Ref: "Machine" }, RoleArn: arnOf("MachineRole") },
          InputTransformer: { InputPathsMap: { r: "$.resources[0]" }, InputTemplate: '{"network":<r>}' },
          DeadLetterConfig: { Arn: arnOf("DeadLetters") },
        },
      ],
    },
  },
  Machine: {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: {
      RoleArn: arnOf("MachineRole"),
      DefinitionS3Location: { Bucket: "b", Key: "machine.json" },
      DefinitionSubstitutions: { LookFunctionArn: arnOf("Look") },
    },
  },
  Look: {
    Type: "AWS::Lambda::Function",
    Properties: {
      ...{ Handler: "look.handler", Role: arnOf("LookRole"), Runtime: "nodejs24.x", Timeout: 5, MemorySize: 256 },
      Code: { S3Bucket: { "Fn::Sub": "assets-$" + "{AWS::Region}" }, S3Key: "code.zip" },
      Environment: { Variables: { GREETING: { "Fn::Join": [" ", ["hello", { Ref: "AWS::Region" }]] } } },
    },
  },
  LookRole: roleFor("lambda"),
  MachineRole: roleFor("states"),
  DeadLetters: { Type: "AWS::SQS::Queue" },
  Never: { Type: "AWS::Some::Thing", Condition: "IsElsewhere" },
};
const TEMPLATE = {
  Conditions: { IsElsewhere: { "Fn::Equals": [{ Ref: "AWS::Region" }, "elsewhere"] } },
  Resources: RESOURCES,
  Outputs: { MachineArn: { Value: { Ref: "Machine" } } },
};

describe("lab/deploy/deploy-stack", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startTestLab();
  });
  afterEach(() => lab.close());
  const deploy = (template: Record<string, unknown>) => {
    const files = { "machine.json": JSON.stringify(MACHINE) };
    const assemblyDir = writeAssembly({ template, files, folders: { "code.zip": { "look.mjs": HANDLER } } });
    return lab.deploy({ assemblyDir, stackName: "tiny", account: HUB, region: REGION });
  };
  const tagVpc = async (Key: string) => {
    const ec2 = new EC2Client(clientConfig(lab));
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const VpcId = Vpc?.VpcId ?? "";
    await ec2.send(new CreateTagsCommand({ Resources: [VpcId], Tags: [{ Key, Value: "b" }] }));
    return VpcId;
  };

  it("given a deployed stack, then a tag's event runs its machine and its function to success", async () => {
    const { outputs, resources } = await deploy(TEMPLATE);
    expect(outputs["MachineArn"]).toBe(resources["Machine"]);
    const vpcId = await tagVpc("crosspeer:connect");
    await tagVpc("Name");
    await lab.settle();
    expect(lab.executions()).toEqual([
      expect.objectContaining({ status: "SUCCEEDED", transitions: 1, output: { seen: vpcId } }),
    ]);
  });

  it.each([
    { given: "dropped", delivery: { drop: 1 }, executions: 0 },
    { given: "doubled", delivery: { duplicate: 1 }, executions: 2 },
  ])("given events that are $given, then $executions executions", async ({ delivery, executions }) => {
    await deploy(TEMPLATE);
    lab.eventDelivery = delivery;
    await tagVpc("crosspeer:connect");
    await lab.settle();
    expect(lab.executions()).toHaveLength(executions);
  });

  it.each([
    {
      given: "a type that it does not know",
      resources: { Thing: { Type: "AWS::Some::Thing" } },
      message: "tiny: Thing (AWS::Some::Thing): the lab does not know this type of resource",
    },
    {
      given: "a property that it does not know",
      resources: { DeadLetters: { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } } },
      message: /DeadLetters \(AWS::SQS::Queue\): .*FifoQueue/,
    },
    {
      given: "a function whose role Lambda may not take on",
      resources: { LookRole: roleFor("states") },
      message: "the role defined for the function cannot be assumed by Lambda",
    },
    {
      given: "a definition with a substitution that is not given",
      resources: {
        Machine: { ...RESOURCES.Machine, Properties: { ...RESOURCES.Machine.Properties, DefinitionSubstitutions: {} } },
      },
      message: "DefinitionSubstitutions lacks LookFunctionArn",
    },
    {
      given: "a circle",
      resources: { DeadLetters: { Type: "AWS::SQS::Queue", DependsOn: "Rule" } },
      message: "the resources form a circle",
    },
  ])("given $given, then it is refused", async ({ resources, message }) => {
    await expect(deploy({ Resources: { ...RESOURCES, Never: undefined, ...resources } })).rejects.toThrow(message);
  });
});
