import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const PROGRAMS = ["charon", "zebra", "bgpd", "fping", "unshare"];

/** What a realm could leave on the machine: namespaces, devices, mounts, processes, files. */
export interface Traces {
  readonly namespaces: string;
  readonly devices: string;
  readonly mounts: string;
  readonly programs: readonly string[];
  readonly files: readonly string[];
}

export function tracesOf(): Traces {
  const show = (program: string, ...args: string[]) => execFileSync(program, args, { encoding: "utf8" });
  return {
    namespaces: `${show("ip", "netns", "list")}${show("lsns", "--noheadings", "--output", "NS,TYPE")}`,
    devices: show("ip", "-brief", "link"),
    mounts: readFileSync("/proc/self/mounts", "utf8"),
    programs: readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .map(nameOf)
      .filter((name) => PROGRAMS.includes(name)),
    files: ["/run", "/var/tmp", "/run/netns"].flatMap(listed),
  };
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
