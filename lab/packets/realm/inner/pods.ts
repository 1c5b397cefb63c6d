import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { PodTry } from "../pod.ts";
import type { Try } from "../protocol.ts";
import { attempt, within } from "./commands.ts";
import type { PodNode } from "./nodes.ts";

const POD = join(import.meta.dirname, "../pod.ts");

/** The pods that run, and can be told to try to reach each other. */
export class Pods {
  readonly #running = new Map<string, ChildProcess>();
  readonly #waiting = new Map<number, (reached: readonly boolean[]) => void>();
  #nodes: ReadonlyMap<string, PodNode> = new Map();
  #next = 0;

  /** Starts what runs in a pod, in each of the namespaces where it does not run yet. */
  start(namespaces: readonly string[], ports: readonly number[]): void {
    for (const namespace of namespaces)
      if (!this.#running.has(namespace)) this.#running.set(namespace, this.#start(namespace, ports));
  }

  /** Whether a namespace was made for a pod already. */
  has(namespace: string): boolean {
    return this.#running.has(namespace);
  }

  name(nodes: readonly PodNode[]): void {
    this.#nodes = new Map(nodes.map((node) => [node.pod.name, node]));
  }

  /** Many tries at once. @returns for each, in order, whether it reached its goal */
  async try({ tries, body, timeoutMs }: Parameters<typeof groupKey>[1] & { readonly tries: readonly Try[] }) {
    const groups = Map.groupBy(tries, (one) => groupKey(one, { body, timeoutMs }));
    const reached = new Map<Try, boolean>();
    const asked = [...groups.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return;
      const addresses = group.map(({ to }) => this.#node(to).pod.address);
      const octets = first.kind === "icmp" ? -1 : first.kind === "tcp" ? 0 : body;
      const answers = await this.#ask(first.from, { addresses, port: first.port, body: octets, timeoutMs });
      for (const [index, one] of group.entries()) reached.set(one, answers[index] === true);
    });
    await Promise.all(asked);
    return tries.map((one) => reached.get(one) === true);
  }

  async echoes({ from, to, count }: { readonly from: string; readonly to: string; readonly count: number }) {
    const { address } = this.#node(to).pod;
    const argv = ["fping", "-q", "-C", String(count), "-p", "100", "-t", "100", address];
    const [program, args] = within(this.#node(from).namespace, argv);
    const { stderr } = await attempt(program, args);
    const line = stderr.split("\n").find((text) => text.startsWith(`${address} `)) ?? "";
    return line
      .slice(line.indexOf(":") + 1)
      .trim()
      .split(" ")
      .map((time) => time !== "-" && time !== "");
  }

  #node(name: string): PodNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new RangeError(`there is no pod ${name}`);
    return node;
  }

  #start(namespace: string, ports: readonly number[]): ChildProcess {
    const [program, args] = within(namespace, [process.execPath, POD, ...ports.map(String)]);
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    child.on("message", ({ id, reached }: { readonly id: number; readonly reached: readonly boolean[] }) => {
      this.#waiting.get(id)?.(reached);
      this.#waiting.delete(id);
    });
    return child;
  }

  #ask(pod: string, wanted: Omit<PodTry, "id">): Promise<readonly boolean[]> {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#running.get(this.#node(pod).namespace)?.send({ id, ...wanted } satisfies PodTry);
    });
  }
}

/** Tries that one message can ask for. */
function groupKey({ from, kind, port }: Try, _: { readonly body: number; readonly timeoutMs: number }): string {
  return `${from} ${kind} ${port}`;
}
