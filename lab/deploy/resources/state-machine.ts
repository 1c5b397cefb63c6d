import { readFileSync } from "node:fs";
import * as z from "zod";
import { Inert, type ResourceContext, resourceType } from "../resource.ts";

const Properties = z.strictObject({
  DefinitionS3Location: z.strictObject({ Bucket: Inert, Key: z.string() }).optional(),
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  RoleArn: z.string(),
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal("STANDARD", "the lab runs STANDARD machines only").optional(),
  EncryptionConfiguration: Inert,
  LoggingConfiguration: Inert,
  Tags: Inert,
  TracingConfiguration: Inert,
});

export const stateMachine = resourceType(Properties, (properties, context) => {
  const name = properties.StateMachineName ?? context.generatedName;
  const definition = substitute(definitionText(properties, context), properties.DefinitionSubstitutions);
  const { place, services } = context;
  const { arn } = services.machines.create({ place, name, roleArn: properties.RoleArn, definition });
  return { ref: arn, attributes: { Arn: arn, Name: name } };
});

function definitionText(properties: z.infer<typeof Properties>, context: ResourceContext): string {
  const { DefinitionS3Location: location, DefinitionString: text, Definition: object } = properties;
  if (location !== undefined) return readFileSync(context.assetPath(location.Key), "utf8");
  if (text !== undefined) return text;
  if (object !== undefined) return JSON.stringify(object);
  throw new Error("a state machine needs DefinitionS3Location, DefinitionString or Definition");
}

/** Every `${Name}` of the definition must be given: CloudFormation would leave one that is not as it stands. */
function substitute(definition: string, substitutions: z.infer<typeof Properties>["DefinitionSubstitutions"]): string {
  return definition.replace(/\$\{(\w+)\}/g, (_match, name: string) => {
    const value = substitutions[name];
    if (value === undefined) throw new Error(`DefinitionSubstitutions lacks ${name}, which the definition names`);
    return JSON.stringify(String(value)).slice(1, -1);
  });
}
