import { definitions, parse, tasksOf } from "../statemachines/definitions.ts";
import { faultClasses, faultNames, knownErrors, transientFaults } from "../statemachines/error-names.ts";

const tasks = definitions.map(parse).flatMap(tasksOf);
const retried = namesOf(tasks.flatMap(([, task]) => task.Retry ?? []));
const caught = namesOf(tasks.flatMap(([, task]) => task.Catch ?? []));

/** Every task has a catch of States.ALL (house-rules.ts): a fault with no route of its own ends recorded. */
describe("a fault", () => {
  it.each(Object.entries(faultClasses))(
    "given the class %s, then that is the name it is thrown under",
    (name, Fault) => {
      expect(new Fault("what failed", { cause: 1 })).toMatchObject({ name, message: "what failed", cause: 1 });
    },
  );

  it("given what the machines name, then somebody throws it", () => {
    expect([...retried, ...caught].filter((name) => !knownErrors.has(name))).toEqual([]);
  });

  it("given a fault that passes by itself, then it is retried, and no other is", () => {
    expect(retried.filter((name) => faultNames.includes(name))).toEqual(transientFaults);
  });

  it("given the fault that asks for a new plan, then it is the one with a way of its own", () => {
    expect(caught.filter((name) => faultNames.includes(name))).toEqual(["Superseded"]);
    expect(caught).toContain("States.ALL");
  });
});

function namesOf(handlers: readonly { readonly ErrorEquals: readonly string[] }[]): readonly string[] {
  return [...new Set(handlers.flatMap(({ ErrorEquals }) => ErrorEquals))].sort();
}
