import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Cruise, cruise } from "./cruise.ts";
import { root } from "./source-files.ts";

/** One file each, with one import that breaks the rule. */
const mistakes = [
  { rule: "core-imports", file: "core/a.ts", code: imported("../reconcile/ports.ts") },
  { rule: "core-imports", file: "core/b.ts", code: importedType("../providers/provider.ts") },
  { rule: "core-uses-no-package", file: "core/c.ts", code: imported("zod") },
  { rule: "core-does-no-io", file: "core/d.ts", code: imported("node:fs") },
  { rule: "reconcile-imports", file: "reconcile/a.ts", code: imported("../runtime/step.ts") },
  { rule: "reconcile-imports", file: "reconcile/b.ts", code: importedType("../providers/aws/provider.ts") },
  { rule: "reconcile-takes-provider-as-type", file: "reconcile/c.ts", code: imported("../providers/provider.ts") },
  { rule: "reconcile-uses-no-package", file: "reconcile/d.ts", code: imported("zod") },
  { rule: "reconcile-does-no-io", file: "reconcile/e.ts", code: imported("node:child_process") },
  { rule: "providers-imports", file: "providers/aws/a.ts", code: importedType("../../reconcile/ports.ts") },
  { rule: "clouds-keep-apart", file: "providers/aws/b.ts", code: imported("../gcp/provider.ts") },
  { rule: "runtime-imports", file: "runtime/a.ts", code: imported("../lib/stack.ts") },
  { rule: "runtime-takes-ports-as-types", file: "runtime/b.ts", code: imported("../reconcile/ports.ts") },
  { rule: "runtime-knows-only-ports", file: "runtime/c.ts", code: importedType("../reconcile/route-peering.ts") },
  { rule: "clouds-load-on-demand", file: "runtime/d.ts", code: imported("../providers/aws/provider.ts") },
  { rule: "functions-imports", file: "functions/a.ts", code: importedLater("../providers/aws/provider.ts") },
  { rule: "lib-imports", file: "lib/a.ts", code: imported("../functions/route-peering.ts") },
  { rule: "cli-imports", file: "cli/a.ts", code: imported("../providers/aws/provider.ts") },
  { rule: "bin-imports", file: "bin/a.ts", code: imported("../core/faults.ts") },
  { rule: "lab-imports", file: "lab/a.ts", code: imported("../lib/stack.ts") },
  { rule: "lab-imports", file: "lab/b.ts", code: importedType("../reconcile/ports.ts") },
  { rule: "bench-imports", file: "bench/a.ts", code: imported("../providers/aws/provider.ts") },
  { rule: "nothing-imports-test", file: "lab/c.ts", code: imported("../test/support.ts") },
  { rule: "ec2-only-in-providers", file: "runtime/e.ts", code: imported("@aws-sdk/client-ec2") },
  { rule: "sts-only-where-roles-are-taken-on", file: "lab/d.ts", code: importedLater("@aws-sdk/client-sts") },
  { rule: "google-only-in-providers", file: "runtime/k.ts", code: imported("google-auth-library") },
  { rule: "azure-only-in-providers", file: "providers/gcp/a.ts", code: imported("@azure/identity") },
  { rule: "aws-only-in-runtime", file: "providers/aws/c.ts", code: imported("@aws-sdk/client-sfn") },
  { rule: "aws-only-in-runtime", file: "functions/b.ts", code: importedType("@aws-sdk/lib-dynamodb") },
  { rule: "cdk-only-in-lib", file: "lab/e.ts", code: imported("aws-cdk-lib/aws-events") },
  { rule: "cdk-only-in-lib", file: "runtime/f.ts", code: imported("esbuild") },
  { rule: "middleware-only-in-runtime", file: "functions/c.ts", code: imported("@middy/core") },
  { rule: "middleware-only-in-runtime", file: "functions/d.ts", code: imported("@aws-lambda-powertools/logger") },
  { rule: "shipped-code-uses-dependencies", file: "runtime/g.ts", code: imported("croner") },
  { rule: "no-cycles", file: "core/even.ts", code: importedType("./odd.ts") },
  { rule: "no-cycles-in-lab", file: "lab/even.ts", code: imported("./odd.ts") },
  { rule: "no-unresolvable", file: "core/e.ts", code: imported("./gone.ts") },
  { rule: "no-undeclared-package", file: "runtime/h.ts", code: imported("semver") },
];

/** The other halves of the planted cycles, which are reported once each. */
const halves = { "core/odd.ts": imported("./even.ts"), "lab/odd.ts": imported("./even.ts") };

/** Every arrow that is allowed, each used once. */
const innocent = {
  "core/faults.ts": imported("node:crypto"),
  "core/words.ts": imported("fastest-levenshtein"),
  "reconcile/ports.ts": importedType("../providers/provider.ts"),
  "reconcile/route-peering.ts": imported("../core/faults.ts"),
  "providers/provider.ts": imported("../core/faults.ts"),
  "providers/aws/provider.ts": imported("@aws-sdk/client-ec2"),
  "providers/gcp/provider.ts": importedType("../provider.ts"),
  "providers/gcp/client.ts": imported("google-auth-library"),
  "providers/azure/client.ts": imported("@azure/identity"),
  "runtime/identity.ts": imported("@aws-sdk/client-sts"),
  "runtime/step.ts": imported("@middy/core"),
  "runtime/compose.ts": importedLater("../providers/aws/provider.ts"),
  "runtime/ledger.ts": importedType("../reconcile/ports.ts"),
  "functions/route-peering.ts": imported("../runtime/step.ts"),
  "lib/stack.ts": imported("aws-cdk-lib"),
  "lib/rule.ts": imported("../core/faults.ts"),
  "bin/app.ts": imported("../lib/stack.ts"),
  "lab/world.ts": importedType("./network.ts"),
  "lab/network.ts": imported("./world.ts"),
  "bench/run.ts": imported("../lab/world.ts"),
  "test/support.ts": imported("../runtime/step.ts"),
};

describe("planted mistakes", () => {
  const folder = mkdtempSync(join(tmpdir(), "crosspeer-boundaries-"));
  let seen: Cruise;

  beforeAll(async () => {
    cpSync(join(root, "package.json"), join(folder, "package.json"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const { file, code } of mistakes) write(join(folder, file), code);
    for (const [file, code] of Object.entries({ ...halves, ...innocent })) write(join(folder, file), code);
    seen = await cruise(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(mistakes)("given $file, then $rule", ({ rule, file }) => {
    const broken = seen.summary.violations.filter(({ from }) => from === file).map((violation) => violation.rule.name);
    expect(broken).toContain(rule);
  });

  it("given every allowed arrow, then no rule is broken", () => {
    const broken = seen.summary.violations.filter(({ from }) => Object.hasOwn(innocent, from));
    expect(broken).toEqual([]);
  });

  it("given all rules, then each has a planted mistake", () => {
    const rules = seen.summary.ruleSetUsed.forbidden.map(({ name }) => name);
    expect([...new Set(mistakes.map(({ rule }) => rule))].sort()).toEqual(rules.sort());
  });
});

function imported(specifier: string): string {
  return `import * as it from "${specifier}";\nexport const used = it;\n`;
}

function importedType(specifier: string): string {
  return `import type { It } from "${specifier}";\nexport type Used = It;\n`;
}

function importedLater(specifier: string): string {
  return `export async function load() {\n  return await import("${specifier}");\n}\n`;
}

function write(file: string, code: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
}
