import jsonata from "jsonata";

/** Evaluates an expression, as text that holds all its variables, with the reference implementation. */
export async function evaluate(expression: string): Promise<{ readonly value?: unknown } | { readonly error: string }> {
  try {
    return { value: await jsonata(expression).evaluate(null) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** JSONata throws plain objects. */
function messageOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
}
