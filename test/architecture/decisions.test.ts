import { namesIn, read } from "./source-files.ts";

const parts = ["Context", "Decision", "Consequences", "Change our mind when"];

describe("docs/adr", () => {
  it("given a decision, then it is numbered, and says all four things in order", () => {
    const incomplete = namesIn("docs/adr", ".md").filter((name) => {
      const headings = [...read(`docs/adr/${name}.md`).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      return !/^\d{4}-[a-z0-9-]+$/.test(name) || headings.join() !== parts.join();
    });
    expect(incomplete).toEqual([]);
  });

  it("given all decisions, then no number is used twice", () => {
    const numbers = namesIn("docs/adr", ".md").map((name) => name.slice(0, 4));
    expect(numbers).toEqual([...new Set(numbers)]);
  });
});
