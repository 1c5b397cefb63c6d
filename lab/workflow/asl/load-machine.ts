import { isRecord } from "./json.ts";
import { machineProblems } from "./machine-problems.ts";
import { type Machine, MachineSchema } from "./schema.ts";

/** A definition that this interpreter does not run. The message names each state and field. */
export class MachineRefused extends Error {
  override readonly name = "MachineRefused";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.problems = problems;
  }
}

/**
 * Reads a machine's definition (parsed JSON, substitutions done). It is taken whole or refused: a field that is not
 * implemented would otherwise be skipped in the lab and obeyed in the cloud.
 */
export function loadMachine(definition: unknown): Machine {
  const foreign = jsonPathStates(definition, false);
  if (foreign.length > 0) throw new MachineRefused(foreign);
  const parsed = MachineSchema.safeParse(definition);
  if (!parsed.success) {
    throw new MachineRefused(
      parsed.error.issues.map((issue) => `${issue.path.join(".") || "machine"}: ${issue.message}`),
    );
  }
  const problems = machineProblems(parsed.data);
  if (problems.length > 0) throw new MachineRefused(problems);
  return parsed.data;
}

/** JSONPath is the default of the language: a state is JSONata when it, or the machine around it, says so. */
function jsonPathStates(node: unknown, inherited: boolean): string[] {
  if (!isRecord(node)) return [];
  const jsonata = node["QueryLanguage"] === undefined ? inherited : node["QueryLanguage"] === "JSONata";
  const states = isRecord(node["States"]) ? Object.entries(node["States"]) : [];
  return states.flatMap(([name, state]) => {
    if (!isRecord(state)) return [];
    const own = state["QueryLanguage"] === undefined ? jsonata : state["QueryLanguage"] === "JSONata";
    const branches = Array.isArray(state["Branches"]) ? state["Branches"] : [];
    return [
      ...(own ? [] : [`state "${name}": QueryLanguage is JSONPath; only JSONata is run`]),
      ...[state["ItemProcessor"], ...branches].flatMap((inner: unknown) => jsonPathStates(inner, jsonata)),
    ];
  });
}
