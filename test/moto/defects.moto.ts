import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { python } from "./server/moto-server.ts";
import { MotoWorld } from "./world.ts";

const run = promisify(execFile);
const answers = z.record(z.string(), z.boolean());

describe("what patches.py mends", () => {
  let world: MotoWorld;

  beforeAll(async () => {
    world = await MotoWorld.start();
  });
  afterAll(() => world?.stop());

  it("given moto as PyPI has it, then every defect is still there: a patch that nobody needs must go", async () => {
    const there = await look();
    expect(Object.keys(there).length).toBeGreaterThan(0);
    expect(Object.entries(there).flatMap(([defect, is]) => (is ? [] : [defect]))).toEqual([]);
  });

  it("given moto with the patches, then none is", async () => {
    const there = await look("mended");
    expect(Object.entries(there).flatMap(([defect, is]) => (is ? [defect] : []))).toEqual([]);
  });

  async function look(...mode: readonly string[]) {
    const { stdout } = await run(python, [join(import.meta.dirname, "server/defects.py"), ...mode], {
      env: {
        AWS_ACCESS_KEY_ID: "any",
        AWS_SECRET_ACCESS_KEY: "any",
        JSONATA_URL: `${world.endpoint}/_gateway/jsonata`,
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    return answers.parse(JSON.parse(stdout));
  }
});
