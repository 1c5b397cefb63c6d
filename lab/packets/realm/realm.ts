import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answered, Asked, RealmCalls } from "./protocol.ts";

/** A machine within the machine: namespaces of its own for processes, mounts and networks, and what was built in them. */
export interface Realm extends RealmCalls {
  /** Ends it; the kernel takes everything away that was in it. */
  close(): Promise<void>;
}

const INNER = join(import.meta.dirname, "inner/main.ts");

/**
 * Its first process is the first one of its process namespace: when that ends, for whatever reason, everything in there ends
 * too, and namespaces, devices and mounts with it. It ends when this process does.
 *
 * @throws Error when the machine does not let it be: see preflight.ts
 */
export async function openRealm(): Promise<Realm> {
  const user = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  const namespaces = ["--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--mount-proc", "--kill-child=SIGKILL"];
  const argv = ["--pdeathsig", "KILL", "unshare", ...user, ...namespaces, process.execPath, INNER];
  const child = spawn("setpriv", argv, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // Every pod runs the same file.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "crosspeer-compile-cache") },
  });
  const channel = new Channel(child);
  await channel.ready;
  const ask =
    <Name extends keyof RealmCalls>(call: Name) =>
    (argument?: Parameters<RealmCalls[Name]>[0]) =>
      channel.ask(call, argument) as ReturnType<RealmCalls[Name]>;
  return {
    ...{ furnish: ask("furnish"), up: ask("up"), state: ask("state"), try: ask("try"), dropped: ask("dropped") },
    ...{ follow: ask("follow"), wire: ask("wire"), echoes: ask("echoes") },
    close: () => channel.close(),
  };
}

/** Builds a realm, hands it on, and closes it whatever happens. */
export async function withRealm<T>(use: (realm: Realm) => Promise<T>): Promise<T> {
  const realm = await openRealm();
  try {
    return await use(realm);
  } finally {
    await realm.close();
  }
}

class Channel {
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #gone: Promise<void>;
  #next = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    child.on("message", (answer: Answered) => {
      if (answer.kind === "ready") return resolve();
      if (answer.kind === "failure" && answer.id === undefined) return reject(new Error(answer.message));
      this.#take(answer);
    });
    this.#gone = new Promise((done) => {
      const end = (why: string) => {
        reject(new Error(why));
        for (const waiting of this.#waiting.values()) waiting.reject(new Error(why));
        done();
      };
      child.once("error", ({ message }) => end(message));
      child.once("exit", (code, signal) => end(`the realm has ended: ${signal ?? code}`));
    });
  }

  ask(call: keyof RealmCalls, argument: unknown): Promise<unknown> {
    const waiting = Promise.withResolvers<unknown>();
    const asked: Asked = { id: this.#next++, call, argument };
    this.#waiting.set(asked.id, waiting);
    this.#child.send(asked);
    return waiting.promise;
  }

  close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    return this.#gone;
  }

  #take(answer: Exclude<Answered, { kind: "ready" }>): void {
    const id = answer.id ?? -1;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (answer.kind === "answer") waiting?.resolve(answer.value);
    else waiting?.reject(new Error(answer.message));
  }
}
