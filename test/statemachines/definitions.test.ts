import { checkDefinition } from "./check-definition.ts";
import { definitions } from "./definitions.ts";

describe("statemachines/*.asl.json", () => {
  it.each(definitions)("given $name, then no check finds anything", ({ text }) => {
    expect(checkDefinition(text)).toEqual({});
  });
});
