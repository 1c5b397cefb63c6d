import { cases } from "./interpreters/cases.ts";
import { runOnLab } from "./interpreters/on-lab.ts";
import { MotoInterpreter } from "./interpreters/on-moto.ts";
import { MotoWorld } from "./world.ts";

let world: MotoWorld;
let moto: MotoInterpreter;

beforeAll(async () => {
  world = await MotoWorld.start();
  moto = new MotoInterpreter(world);
  await moto.load();
});

afterAll(() => world?.stop());

describe("the lab's interpreter and moto's", () => {
  it.each(cases)("$machine: given $given, then both go through the same states to the same end", async (example) => {
    const onLab = await runOnLab(example);
    const onMoto = await moto.run(example);
    process.stdout.write(`  ${example.machine}, ${example.given}: ${onLab.status}, ${onLab.states.length} states\n`);
    expect(onMoto).toEqual(onLab);
  });
});
