import type { Place } from "../../core/connection/network-id.ts";
import type { Execution, Resource } from "./deployment.ts";

/** Past jest's own console, which would add a trace to every line. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints what a stack has put there, counted by type, and by name what moto skips. */
export function printResources(
  { account, region }: Place,
  stack: string,
  resources: readonly Resource[],
  skipped: Readonly<Record<string, string>>,
): void {
  say(`\n${stack} in ${account} ${region}:`);
  for (const [type, those] of Map.groupBy(resources, ({ type }) => type)) {
    const there = those.filter(({ exists }) => exists).length;
    const reason = skipped[type] === undefined ? "" : ` (skipped: ${skipped[type]})`;
    say(`  ${type.padEnd(36)} ${there} of ${those.length}${reason}`);
  }
  for (const { type, id } of resources.filter(({ exists }) => !exists)) say(`  not there: ${type} ${id}`);
}

export function printExecutions(executions: readonly Execution[]): void {
  say("\nexecutions:");
  for (const { machine, name, status, output, error, cause } of executions) {
    const outcome = error === undefined ? JSON.stringify(output) : `${error}: ${cause?.slice(0, 200)}`;
    say(`  ${machine.padEnd(30)} ${name.padEnd(38)} ${status.padEnd(10)} ${outcome}`);
  }
}
