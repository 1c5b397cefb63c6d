import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { run } from "./commands.ts";

/** Everything that the realm writes: memory that goes with its mount namespace. */
export const HOME = "/run/realm";
export const CHARON = `${HOME}/charon`;
export const PID_FILE = "/run/charon.pid";

/** Gives the realm files of its own over those of the machine, which stay as they are. */
export async function mountPrivateFiles(): Promise<void> {
  await run("mount", ["--make-rprivate", "/"]);
  await run("mount", ["-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"]);
  for (const folder of ["/run/netns", "/run/lock", HOME, `${HOME}/frr`]) mkdirSync(folder, { recursive: true });
  writeFileSync(PID_FILE, "");
  // FRR insists on a user and a group of its own: here they are other names of root, also in a user namespace.
  writeFileSync(`${HOME}/passwd`, "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
  writeFileSync(`${HOME}/group`, "root:x:0:\nfrrvty:x:0:root\nfrr:x:0:root\nnogroup:x:65534:\n");
  await run("mount", ["--bind", `${HOME}/passwd`, "/etc/passwd"]);
  await run("mount", ["--bind", `${HOME}/group`, "/etc/group"]);
  writeFileSync(`${HOME}/frr/vtysh.conf`, "");
  if (existsSync("/etc/frr")) await run("mount", ["--bind", `${HOME}/frr`, "/etc/frr"]);
  // AppArmor, where a kernel has it, confines charon by its path; a copy may read the realm's files.
  copyFileSync("/usr/lib/ipsec/charon", CHARON);
  chmodSync(CHARON, 0o755);
}
