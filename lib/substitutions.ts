/** The `${…}` names that a state machine's definition leaves to its deployment, sorted. */
export function substitutionsIn(definition: string): readonly string[] {
  const names = [...definition.matchAll(/\$\{([^{}]*)\}/g)].map(([, name = ""]) => name);
  return [...new Set(names)].sort();
}

/** `route-peering`, `Function` → `RoutePeeringFunctionArn`. */
export function substitutionName(name: string, kind: "Function" | "Machine"): string {
  return `${pascalCase(name)}${kind}Arn`;
}

/** `route-peering` → `RoutePeering`, the name of the step's task. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Step Functions would find a missing substitution at deployment, and nobody one that is never used.
 *
 * @param wanted the names in each definition, by the definition's name
 * @throws Error naming what does not match
 */
export function checkSubstitutions(wanted: ReadonlyMap<string, readonly string[]>, available: readonly string[]): void {
  const missing = [...wanted].flatMap(([machine, names]) =>
    names.filter((name) => !available.includes(name)).map((name) => `\${${name}} in ${machine} has no resource`),
  );
  const used = new Set([...wanted.values()].flat());
  const unused = available.filter((name) => !used.has(name)).map((name) => `${name} is in no definition`);
  const problems = [...missing, ...unused];
  if (problems.length > 0) throw new Error(`substitutions of the state machines: ${problems.join("; ")}`);
}
