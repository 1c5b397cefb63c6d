import validate from "asl-validator";
import { loadMachine, MachineRefused } from "../../lab/workflow/asl/load-machine.ts";
import type { Machine } from "../../lab/workflow/asl/schema.ts";
import { unknownNames } from "../../lab/workflow/asl/unknown-names.ts";
import { substitutionName, substitutionsIn } from "../../lib/substitutions.ts";
import { namesIn } from "../architecture/source-files.ts";
import { houseProblems } from "./house-rules.ts";

/** Problems by the check that found them; a check that found none is left out. */
export type Findings = Readonly<Record<string, readonly string[]>>;

/** Holds a definition's text to everything that can be known of it before it is deployed. */
export function checkDefinition(text: string): Findings {
  const { machine, problems } = load(text);
  const findings = {
    "asl-validator": validatorProblems(text),
    "twice-named": twiceNamed(text),
    "unknown-substitution": substitutionsIn(text).filter((name) => !substitutions.has(name)),
    interpreter: problems,
    "unknown-name": machine === undefined ? [] : unknownNames(machine),
    "house-rule": machine === undefined ? [] : houseProblems(machine),
  };
  return Object.fromEntries(Object.entries(findings).filter(([, found]) => found.length > 0));
}

/** What a deployment can fill in: each function and each machine. */
const substitutions: ReadonlySet<string> = new Set([
  ...namesIn("functions").map((name) => substitutionName(name, "Function")),
  ...namesIn("statemachines", ".asl.json").map((name) => substitutionName(name, "Machine")),
]);

function validatorProblems(text: string): readonly string[] {
  const { isValid, errorsText } = validate(JSON.parse(text));
  return isValid ? [] : [errorsText("; ")];
}

/** JSON.parse keeps the last of two equal keys in silence, so none of the other checks sees both. */
function twiceNamed(text: string): readonly string[] {
  const kept = JSON.stringify(JSON.parse(text));
  return withoutSpace(kept) === withoutSpace(text) ? [] : ["a key stands twice in one object"];
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s/g, "");
}

function load(text: string): { readonly machine?: Machine; readonly problems: readonly string[] } {
  try {
    return { machine: loadMachine(JSON.parse(text)), problems: [] };
  } catch (error) {
    if (error instanceof MachineRefused) return { problems: error.problems };
    throw error;
  }
}
