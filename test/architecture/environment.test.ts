import * as z from "zod";
import { readEnvironment } from "../../runtime/environment.ts";
import { azure, externalId, google, members, synthesize } from "../lib/synthesized.ts";
import { filesIn, namesIn, read } from "./source-files.ts";

/** Lambda sets these itself (Lambda developer guide: defined runtime environment variables). */
const givenByLambda = ["AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME"];
/** Where other clouds are when it is not the real ones: the lab sets these. */
const givenByTheLab = ["GOOGLE_ENDPOINT", "AZURE_ENDPOINT", "AZURE_AUTHORITY_HOST"];
/** Powertools reads its own variables, by this prefix. */
const readByPowertools = /^POWERTOOLS_/;

const functionSchema = z.object({
  Properties: z.object({
    Handler: z.string(),
    Environment: z.object({ Variables: z.record(z.string(), z.json()) }),
  }),
});

describe("the environment of the functions", () => {
  const functions = deployedFunctions();

  it("given the template, then it has a function for each handler", () => {
    expect(functions.map(({ name }) => name).sort()).toEqual(namesIn("functions"));
  });

  it("given a variable that is read, then a function has it, and given one that is set, then it is read", () => {
    const set = new Set(functions.flatMap(({ variables }) => variables));
    const elsewhere = [...givenByLambda, ...givenByTheLab];
    expect(variablesRead().filter((name) => !elsewhere.includes(name))).toEqual(
      [...set].filter((name) => !readByPowertools.test(name)).sort(),
    );
  });

  it("given a function, then all that must be there is", () => {
    const missing = functions.filter(({ variables }) => !canRead([...variables, ...givenByLambda]));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it("given the shipped code, then process.env is read in compose() alone", () => {
    const shipped = filesIn("core", "reconcile", "providers", "runtime", "functions");
    const readers = shipped.filter((file) => read(file).includes("process.env"));
    expect(readers).toEqual(["runtime/compose.ts"]);
  });
});

/** As deployed with members and other clouds, whose variables a hub without them does not have. */
function deployedFunctions() {
  return Object.values(synthesize({ members, externalId, google, azure }).hub.findResources("AWS::Lambda::Function"))
    .map((resource) => functionSchema.parse(resource).Properties)
    .map(({ Handler, Environment }) => ({
      name: Handler.replace(/\.handler$/, ""),
      variables: Object.keys(Environment.Variables),
    }));
}

/** What a variable may hold. */
function sampleOf(name: string | symbol): string {
  if (name === "PLACES") return "[]";
  if (name === "GRACE_SECONDS") return "0";
  if (name === "GOOGLE") return JSON.stringify(google);
  return name === "AZURE" ? JSON.stringify(azure) : "given";
}

/** Asks the reader itself: it is given an environment that notes what is looked up. */
function variablesRead(): readonly string[] {
  const asked = new Set<string>();
  const note = (name: string | symbol) => {
    if (typeof name === "string" && /^[A-Z_]+$/.test(name)) asked.add(name);
  };
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        note(name);
        return sampleOf(name);
      },
      has: (_, name) => {
        note(name);
        return true;
      },
    },
  );
  readEnvironment(environment);
  return [...asked].sort();
}

function canRead(names: readonly string[]): boolean {
  try {
    readEnvironment(Object.fromEntries(names.map((name) => [name, sampleOf(name)])));
    return true;
  } catch {
    return false;
  }
}
