import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The certificate alone, for NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE and the like. */
  readonly caFile: string;
}

const DAYS = "7";

/**
 * A certificate for the loopback that is its own authority, made by the `openssl` program. The private key is never
 * written to disk. Throws when there is no such program.
 */
export function throwAwayCertificate(): Certificate {
  const names = "subjectAltName=IP:127.0.0.1,DNS:localhost";
  const made = run([
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", DAYS],
    ...["-subj", "/CN=crosspeer lab", "-addext", names, "-keyout", "-", "-out", "-"],
  ]);
  const [key] = /-----BEGIN PRIVATE KEY-----.+-----END PRIVATE KEY-----\n/s.exec(made) ?? [];
  const [cert] = /-----BEGIN CERTIFICATE-----.+-----END CERTIFICATE-----\n/s.exec(made) ?? [];
  if (key === undefined || cert === undefined) throw new Error("openssl made no key and certificate");
  const caFile = join(mkdtempSync(join(tmpdir(), "crosspeer-lab-")), "ca.pem");
  writeFileSync(caFile, cert);
  return { key, cert, caFile };
}

function run(args: readonly string[]): string {
  try {
    return execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (cause) {
    throw new Error("ARM speaks TLS: the lab needs the openssl program on the path", { cause });
  }
}
