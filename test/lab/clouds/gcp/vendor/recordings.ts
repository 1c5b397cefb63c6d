import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** An exchange that someone recorded against Google Cloud. */
export interface Recorded {
  readonly file: string;
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a recording has the form that the cloud gave it.
  readonly responseBody: any;
}

export const FOLDER =
  process.env["CROSSPEER_RECORDINGS"] ?? resolve(import.meta.dirname, "../../../../../../shared/recordings");

export const present = existsSync(join(FOLDER, "gcp"));

/** All exchanges of a folder below `gcp/`, in order; none when there are no recordings. */
export function recordedIn(source: string, name = ""): Recorded[] {
  if (!present) return [];
  const folder = join(FOLDER, "gcp", source);
  const files = readdirSync(folder).filter((file) => file.startsWith(name));
  return files.flatMap((file) => {
    const { exchanges } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    return exchanges.map((exchange: Recorded) => ({ ...exchange, file }));
  });
}

/** Puts what a recorder blanked out where the definition wants a number: ids stand as `${…}` in some recordings. */
export function withIds(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value) => {
    const isBlank = typeof value === "string" && (value.startsWith("${") || /^0{21}$/.test(value));
    return isBlank && ["id", "targetId"].includes(key) ? "1" : value;
  });
}
