import { createHash } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { invalidValue } from "./errors.ts";
import { type Form, text, whole } from "./form.ts";

interface Page<T> {
  readonly rows: readonly T[];
  readonly nextToken?: string;
}

const LEAST = 5;
const MOST = 1000;

/**
 * One page, in the order of the keys: a token names the last key seen, so rows that come and go between pages neither
 * hide nor repeat others. A token is good only for the request that it came from.
 */
export function pageOf<T>(form: Form, rows: readonly T[], keyOf: (row: T) => string, most = MOST): Page<T> {
  const size = pageSize(form, most);
  const token = text(form, "NextToken");
  const request = digest(form);
  const after = token === undefined ? undefined : readToken(token, request);
  const rest = rows
    .map((row) => ({ key: keyOf(row), row }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    ...(last !== undefined && rest.length > size && { nextToken: writeToken(request, last.key) }),
  };
}

function pageSize(form: Form, most: number): number {
  const asked = whole(form, "MaxResults");
  if (asked === undefined) return MOST;
  if (asked < LEAST) throw wrongSize(asked, `greater than ${LEAST}`);
  if (asked > most) throw wrongSize(asked, `less than ${most}`);
  return asked;
}

function wrongSize(asked: number, expected: string): AwsError {
  return invalidValue(`Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value ${expected}.`);
}

function digest(form: Form): string {
  const { MaxResults: _size, NextToken: _token, ...request } = form;
  return createHash("sha256").update(JSON.stringify(request)).digest("base64url").slice(0, 12);
}

function writeToken(request: string, key: string): string {
  return Buffer.from(`${request} ${key}`).toString("base64url");
}

function readToken(token: string, request: string): string {
  const content = Buffer.from(token, "base64url").toString();
  if (!content.startsWith(`${request} `)) throw new AwsError("InvalidNextToken", `The token '${token}' is invalid`);
  return content.slice(request.length + 1);
}
