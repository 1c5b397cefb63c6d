import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
const clientPath = /^@google-cloud\/compute\/build\/src\/v1\/\w+_client(\.js)?$/;

/**
 * All that the Compute clients take from google-gax, in place of its root module, which loads gRPC; `fallback` is its
 * HTTP half, as its own documentation has it.
 */
export const gaxWithoutGrpc = `
exports.fallback = require("./fallback");
exports.loggingUtils = require("google-logging-utils");
exports.decodeAnyProtosInArray = require("./util").decodeAnyProtosInArray;
`;

/**
 * Of google-gax, the classes of three services that it can speak to beside those of a client: permissions, locations and
 * long-running operations as `google.longrunning` has them. Compute's clients ask none of them, and the classes
 * are a third of all that they load. What is left in their place throws where a class is taken from it.
 */
export const classesOfOtherServices = /google-gax[\\/]build[\\/]protos[\\/](iam_service|locations|operations)\.js$/;

export const withoutClasses = "exports.google = undefined;";

/**
 * The files of the Compute clients among some imports.
 *
 * @throws Error when an import brings all clients
 */
export function clientModules(imports: readonly string[]): string[] {
  const google = [...new Set(imports)].filter((path) => path.startsWith("@google-cloud/compute"));
  const other = google.find((path) => !clientPath.test(path));
  if (other !== undefined) {
    throw new Error(`"${other}" brings every client: import @google-cloud/compute/build/src/v1/<name>_client.js`);
  }
  return google.map((path) => resolve(path)).sort();
}

/** The service that a client's file is for: `Networks`. */
export function serviceOf(file: string): string {
  const [, service] = /lookupService\('google\.cloud\.compute\.v1\.(\w+)'\)/.exec(readFileSync(file, "utf8")) ?? [];
  if (service === undefined) throw changed(file, "it looks up no service");
  return service;
}

/** Throws when a client takes something from google-gax that `gaxWithoutGrpc` has not. */
export function refuseOtherUses(file: string): void {
  const used = readFileSync(file, "utf8").matchAll(/\b(?:google_gax_1|gaxInstance)\.(\w+)/g);
  const other = [...used].map(([, name]) => name).find((name) => !gaxWithoutGrpc.includes(`exports.${name} =`));
  if (other !== undefined) throw changed(file, `it uses ${other} of google-gax`);
}

function changed(file: string, what: string): Error {
  return new Error(`${file} is not as lib/slim-google.ts knows it: ${what}`);
}
