import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../../..");

/**
 * Recordings of the real services, which are not part of this repository: looked for in CROSSPEER_RECORDINGS, then beside
 * the repository. Undefined, and said on the console, where there are none.
 */
export function readRecordings(name: string): unknown {
  const root = process.env["CROSSPEER_RECORDINGS"] ?? path.resolve(repository, "../shared/recordings");
  const file = path.join(root, name);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  process.stderr.write(`NOT CHECKED against recordings of AWS: there is no ${name} (set CROSSPEER_RECORDINGS)\n`);
  return undefined;
}
