const STRUCK = "(secret)";

/** What the journal keeps of a request's body: all of it, with every secret struck out. */
export function withoutSecrets(value: unknown, action: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, action));
  if (typeof value !== "object" || value === null) return value;
  const isKey = /\/sharedKey\//i.test(action);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const secret = /^(shared|authorization)Key$/i.test(name) || (isKey && name === "value");
      return [name, secret ? STRUCK : withoutSecrets(item, action)];
    }),
  );
}
