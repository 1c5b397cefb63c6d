/** A value of an object, and the one that is planned. */
interface Compared {
  readonly what: string;
  readonly found: unknown;
  readonly expected: unknown;
}

/** What differs, one sentence each. */
export function told(name: string, values: readonly Compared[]): readonly string[] {
  return values
    .filter(({ found, expected }) => found !== expected)
    .map(({ what, found, expected }) => `${name} has ${what} ${found ?? "none"} instead of ${expected}`);
}
