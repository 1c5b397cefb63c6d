import { invalidField } from "../gcp-error.ts";

const NAME = "[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?";

/** Throws unless a name is one that Google allows: RFC 1035, up to 63 characters. */
export function refuseBadName(field: string, name: string): void {
  if (new RegExp(`^${NAME}$`).test(name)) return;
  throw invalidField(field, name, `Must be a match of regex '(?:${NAME})'`);
}
