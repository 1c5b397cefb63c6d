import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hub } from "../../lab/scenarios/accounts.ts";
import { Functions } from "./gateway/functions.ts";
import { Gateway } from "./gateway/gateway.ts";
import { MotoClient } from "./gateway/moto-client.ts";
import { Principals } from "./gateway/principals.ts";
import { type MotoServer, startMoto } from "./server/moto-server.ts";

/**
 * Marks the resources of `cdk bootstrap`. moto takes a template's URL for one with the bucket in its path only when the
 * text "localhost" is somewhere in it (cloudformation/utils.py, `get_stack_from_s3_url`), and the bucket's name is in it.
 */
export const qualifier = "localhost";

/** moto behind the gateway: an empty AWS on loopback. */
export class MotoWorld {
  readonly gateway: Gateway;
  readonly moto: MotoClient;
  /** A folder of this world's own, gone when it stops. */
  readonly workDir: string;
  readonly #server: MotoServer;

  private constructor(parts: { gateway: Gateway; moto: MotoClient; server: MotoServer; workDir: string }) {
    this.gateway = parts.gateway;
    this.moto = parts.moto;
    this.workDir = parts.workDir;
    this.#server = parts.server;
  }

  static async start(): Promise<MotoWorld> {
    const workDir = mkdtempSync(join(tmpdir(), "crosspeer-moto-"));
    const gateway = await Gateway.listen();
    const server = await startMoto(gateway.port);
    const moto = new MotoClient(server.port);
    const principals = new Principals(hub.account);
    const bucketOf = (account: string, region: string) => `cdk-${qualifier}-assets-${account}-${region}`;
    const functions = new Functions({ moto, principals, endpoint: gateway.endpoint, workDir, bucketOf });
    gateway.connect({ moto, functions, principals });
    return new MotoWorld({ gateway, moto, server, workDir });
  }

  get endpoint(): string {
    return this.gateway.endpoint;
  }

  async stop(): Promise<void> {
    await this.gateway.close();
    await this.#server.stop();
    rmSync(this.workDir, { recursive: true, force: true });
  }
}
