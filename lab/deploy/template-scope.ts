import type { SeededRandom } from "../world/random.ts";
import type { AssemblyStack } from "./assembly.ts";
import type { DeployRequest, Exports } from "./deploy-stack.ts";
import { NO_VALUE, resolve, type Scope } from "./intrinsics.ts";
import type { Deployed } from "./resource.ts";

interface ScopeOptions {
  readonly stack: AssemblyStack;
  readonly request: DeployRequest;
  /** Filled while the stack is deployed. */
  readonly deployed: ReadonlyMap<string, Deployed>;
  readonly exports: Exports;
  readonly random: SeededRandom;
}

/** What the references of a stack's template stand for, as far as it is deployed. */
export function templateScope({ stack, request, deployed, exports, random }: ScopeOptions): Scope {
  const { account, region } = request;
  const { Parameters, Mappings, Conditions } = stack.template;
  const unknown = Object.keys(request.parameters ?? {}).filter((name) => !(name in Parameters));
  if (unknown.length > 0) throw new Error(`${stack.name} has no parameters ${unknown.join(", ")}`);
  const known: Readonly<Record<string, unknown>> = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stack.name,
    "AWS::StackId": `arn:aws:cloudformation:${region}:${account}:stack/${stack.name}/${random.uuid()}`,
    "AWS::NoValue": NO_VALUE,
    ...Object.fromEntries(Object.entries(Parameters).map(([name, { Default }]) => [name, Default])),
    ...request.parameters,
  };
  const scope: Scope = {
    ref: (name) => {
      const without = name in Parameters ? `the parameter ${name} needs a value` : `Ref: there is no ${name}`;
      return demand(known[name] ?? deployed.get(name)?.ref, without);
    },
    getAtt: (id, attribute) => {
      const value = deployed.get(id)?.attributes[attribute];
      return demand(value, `Fn::GetAtt: ${id} has no attribute ${attribute} in the lab`);
    },
    condition: (name) => {
      const definition = demand(Conditions[name], `there is no condition ${name}`);
      return resolve(definition, scope) === true;
    },
    mapped: (map, first, second) =>
      demand(Mappings[map]?.[first]?.[second], `Fn::FindInMap: there is no ${map}/${first}/${second}`),
    imported: (name) => demand(exports.get(`${account}/${region}/${name}`), `no stack here exports ${name}`),
  };
  return scope;
}

function demand<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
