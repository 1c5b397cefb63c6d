const SECRET_FIELDS = new Set([
  "SecretString",
  "SecretBinary",
  "PreSharedKey",
  "SecretAccessKey",
  "SessionToken",
  "taskToken",
]);

/** What the journal keeps of a request: its fields, with every secret struck out. */
export function journalParams(action: string, body: string): unknown {
  if (body === "") return {};
  try {
    return redact(body.startsWith("{") ? JSON.parse(body) : fromForm(body), action);
  } catch {
    return { unparsed: body.length };
  }
}

function fromForm(body: string): Record<string, string> {
  const fields = Object.fromEntries(new URLSearchParams(body));
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== "Action" && key !== "Version"));
}

function redact(value: unknown, action: string): unknown {
  if (Array.isArray(value)) return value.map((item) => redact(item, action));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isSecret(key, action) ? "(secret)" : redact(item, action)]),
  );
}

function isSecret(key: string, action: string): boolean {
  const field = key.slice(key.lastIndexOf(".") + 1);
  return SECRET_FIELDS.has(field) || (action === "PutParameter" && field === "Value");
}
