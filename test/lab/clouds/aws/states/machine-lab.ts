import type { Lab } from "../../../../../lab/lab.ts";
import { roleFor, writeAssembly } from "../../../deploy/write-assembly.ts";
import { HUB, REGION } from "../server/lab-clients.ts";

export interface MachineLab {
  /** Definitions by the name of the machine; `${<Name>Arn}` stands for the ARN of a machine or function. */
  readonly machines: Readonly<Record<string, unknown>>;
  /** Bodies of handlers, `async (event) => …`, by the name of the function. */
  readonly functions?: Readonly<Record<string, string>>;
  readonly queues?: readonly string[];
}

/** Deploys machines and functions under fixed names. */
export async function deployMachines(lab: Lab, { machines, functions = {}, queues = [] }: MachineLab): Promise<void> {
  const arns = (kind: string, service: string, names: string[]) =>
    names.map((name) => [`${name}Arn`, `arn:aws:${service}:${REGION}:${HUB}:${kind}:${name}`]);
  const substitutions = Object.fromEntries([
    ...arns("stateMachine", "states", Object.keys(machines)),
    ...arns("function", "lambda", Object.keys(functions)),
  ]);
  const template = {
    Resources: {
      FunctionRole: roleFor("lambda"),
      MachineRole: roleFor("states"),
      ...Object.fromEntries(Object.keys(functions).map((name) => [`${name}Function`, functionResource(name)])),
      ...Object.fromEntries(
        queues.map((QueueName) => [`${QueueName}Queue`, { Type: "AWS::SQS::Queue", Properties: { QueueName } }]),
      ),
      ...Object.fromEntries(
        Object.entries(machines).map(([name, definition]) => [
          `${name}Machine`,
          machineResource(name, definition, substitutions),
        ]),
      ),
    },
  };
  const code = Object.entries(functions).map(([name, body]) => [`${name}.mjs`, `export const handler = ${body};`]);
  const assemblyDir = writeAssembly({ template, folders: { "code.zip": Object.fromEntries(code) } });
  await lab.deploy({ assemblyDir, stackName: "tiny", account: HUB, region: REGION });
}

export function machineArn(name: string): string {
  return `arn:aws:states:${REGION}:${HUB}:stateMachine:${name}`;
}

function functionResource(name: string) {
  const Code = { S3Bucket: "b", S3Key: "code.zip" };
  const Role = { "Fn::GetAtt": ["FunctionRole", "Arn"] };
  const Properties = { FunctionName: name, Code, Handler: `${name}.handler`, Role, Runtime: "nodejs24.x", Timeout: 5 };
  return { Type: "AWS::Lambda::Function", Properties };
}

function machineResource(name: string, definition: unknown, DefinitionSubstitutions: Record<string, unknown>) {
  const DefinitionString = JSON.stringify({ QueryLanguage: "JSONata", ...Object(definition) });
  const RoleArn = { "Fn::GetAtt": ["MachineRole", "Arn"] };
  const Properties = { StateMachineName: name, RoleArn, DefinitionString, DefinitionSubstitutions };
  return { Type: "AWS::StepFunctions::StateMachine", Properties };
}
