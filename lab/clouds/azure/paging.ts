import type { ArmCall, HttpAnswer } from "./wire.ts";

/** A page of a list, in the order of the keys; `$skipToken` names the last key seen, so that rows neither hide nor repeat. */
export function pageAnswer<T>(call: ArmCall, size: number, rows: ReadonlyMap<string, T>, view: (row: T) => object) {
  const after = call.query.get("$skipToken");
  const keys = [...rows.keys()].sort().filter((key) => after === null || key > fromToken(after));
  const page = keys.slice(0, size);
  const last = page.at(-1);
  const value = page.flatMap((key) => rows.get(key) ?? []).map(view);
  const more = last !== undefined && keys.length > size;
  return listAnswer({ value, ...(more && { nextLink: nextLink(call, last) }) });
}

function listAnswer(body: object): HttpAnswer {
  return { status: 200, headers: {}, body };
}

function nextLink(call: ArmCall, last: string): string {
  const token = Buffer.from(last).toString("base64url");
  return `${call.endpoint}${call.path}?api-version=${call.apiVersion}&$skipToken=${token}`;
}

function fromToken(token: string): string {
  return Buffer.from(token, "base64url").toString();
}
