import { isRecord } from "./asl/json.ts";

/** How a target of a rule wants its input, as PutTargets takes it; with none of them it gets the event itself. */
export interface TargetInput {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

export interface RuleContext {
  readonly ruleArn: string;
  readonly ruleName: string;
  /** ISO 8601. */
  readonly ingestionTime: string;
}

/** The text that a target receives for an event: JSON for all but a template that makes something else. */
export function targetInput(target: TargetInput, event: Readonly<Record<string, unknown>>, rule: RuleContext): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap, InputTemplate } = target.InputTransformer;
  const paths = Object.entries(InputPathsMap ?? {});
  const own = paths.map(([name, path]): [string, unknown] => [name, valueAt(event, path)]);
  return fillTemplate(InputTemplate, new Map([...own, ...reserved(event, rule)]));
}

/**
 * Puts values into a template's `<name>` places. Between quotes a value is inserted as text; elsewhere as JSON, so a string
 * brings its own quotes. A path that leads nowhere leaves nothing between quotes, and null elsewhere.
 */
export function fillTemplate(template: string, values: ReadonlyMap<string, unknown>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined || !values.has(name)) return found;
    return quoted ? asText(values.get(name)) : JSON.stringify(values.get(name) ?? null);
  });
}

function asText(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return JSON.stringify(text).slice(1, -1);
}

/** What a path such as `$.detail.tags['a.b'][0]` leads to; undefined when it leads nowhere. */
export function valueAt(event: unknown, path: string): unknown {
  const steps = path.match(/^\$((\.[\w-]+|\[\d+\]|\['[^']+'\])*)$/)?.[1];
  if (steps === undefined)
    throw new Error(`cannot follow the path ${JSON.stringify(path)}: expected $.name, [0] or ['name']`);
  const keys = [...steps.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)];
  return keys.reduce<unknown>((node, [, name, index, quotedName]) => {
    if (index !== undefined) return Array.isArray(node) ? node[Number(index)] : undefined;
    return isRecord(node) ? node[name ?? quotedName ?? ""] : undefined;
  }, event);
}

/** The names that every template can use (EventBridge user guide, "Predefined variables"). */
function reserved(event: Readonly<Record<string, unknown>>, rule: RuleContext): [string, unknown][] {
  const { detail: _, ...envelope } = event;
  return [
    ["aws.events.rule-arn", rule.ruleArn],
    ["aws.events.rule-name", rule.ruleName],
    ["aws.events.event.ingestion-time", rule.ingestionTime],
    ["aws.events.event", envelope],
    ["aws.events.event.json", event],
  ];
}
