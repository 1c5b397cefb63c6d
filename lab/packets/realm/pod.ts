import { execFile } from "node:child_process";
import { createServer, request } from "node:http";
import { connect } from "node:net";

/**
 * What runs in a pod: an HTTP server on every port that is tried, which gives back what it is sent, and the tries
 * themselves. Started with an IPC channel; its arguments are the ports.
 */
export interface PodTry {
  readonly id: number;
  readonly addresses: readonly string[];
  readonly port: number;
  /** Octets to send and to have back over HTTP; none means that a connection is enough, and -1 means ICMP. */
  readonly body: number;
  readonly timeoutMs: number;
}

const ports = process.argv.slice(2).map(Number);

for (const port of ports) createServer((asked, answer) => asked.pipe(answer)).listen(port, "0.0.0.0");

process.on("message", (wanted: PodTry) => {
  void tried(wanted).then((reached) => process.send?.({ id: wanted.id, reached }));
});
process.on("disconnect", () => process.exit(0));

async function tried({ addresses, port, body, timeoutMs }: PodTry): Promise<readonly boolean[]> {
  if (body < 0) return echoed(addresses, timeoutMs);
  const one = (address: string) =>
    body === 0 ? connects(address, port, timeoutMs) : answers({ address, port, body, timeoutMs });
  return Promise.all(addresses.map(one));
}

/** fping asks all at once, and exits with 1 when some do not answer. */
function echoed(addresses: readonly string[], timeoutMs: number): Promise<readonly boolean[]> {
  return new Promise((resolve) => {
    execFile("fping", ["-a", "-q", "-r", "0", "-i", "1", "-t", String(timeoutMs), ...addresses], (_, stdout) => {
      const alive = new Set(stdout.split("\n").map((line) => line.trim()));
      resolve(addresses.map((address) => alive.has(address)));
    });
  });
}

function connects(address: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

function answers({
  address,
  port,
  body,
  timeoutMs,
}: Omit<PodTry, "id" | "addresses"> & { readonly address: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: address, port, method: "POST", agent: false, timeout: timeoutMs }, (answer) => {
      let octets = 0;
      answer.on("data", (chunk: Buffer) => {
        octets += chunk.length;
      });
      answer.on("end", () => resolve(octets === body));
      answer.on("error", () => resolve(false));
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer")));
    asked.on("error", () => resolve(false));
    asked.end(Buffer.alloc(body, "x"));
  });
}
