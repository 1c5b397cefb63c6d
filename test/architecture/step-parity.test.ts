import { definitions, isStep, kebab, parse, tasksOf } from "../statemachines/definitions.ts";
import { namesIn, read } from "./source-files.ts";

const tasks = definitions.map(parse).flatMap(tasksOf);
const steps = [...new Set(tasks.filter(([, task]) => isStep(task)).map(([name]) => name))].sort();
const handlers = namesIn("functions");

/** One name, four places: a red state in the console tells which file to open. */
describe("a step", () => {
  it("given the machines' tasks, then each has a handler of its name, and each handler a task", () => {
    expect(steps.map(kebab)).toEqual(handlers);
  });

  it("given what reconcile/ calls a step, then each has a handler of its name, and each handler a step", () => {
    expect(namesIn("reconcile").filter(isStepFile)).toEqual(handlers);
  });

  it.each(steps)("given %s, then its handler runs the function of that name and no other", (name) => {
    const imports = [
      ...read(`functions/${kebab(name)}.ts`).matchAll(/^import \{ (\w+) \} from "\.\.\/reconcile\/(.+)"/gm),
    ];
    const step = name.charAt(0).toLowerCase() + name.slice(1);
    expect(imports.map(([, imported, file]) => [imported, file])).toEqual([[step, `${kebab(name)}.ts`]]);
  });
});

/** A step, and nothing else in reconcile/, has an output of its name: `RoutePeeringOutput` in route-peering.ts. */
function isStepFile(file: string): boolean {
  const pascal = file.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return read(`reconcile/${file}.ts`).includes(`export interface ${pascal}Output `);
}
