import { parseArgs } from "node:util";
import { Deployment } from "../deployment.ts";
import { installMoto } from "../server/install.ts";
import type { Figure } from "./figure.ts";
import { measureMachines } from "./machines.ts";
import { measureSteps } from "./steps.ts";

/** Prints every figure as one line of JSON. Started by bench/moto.ts. */
const { values } = parseArgs({ options: { steps: { type: "string" }, machines: { type: "string" } } });
const sizes = (text: string | undefined) => (text ?? "").split(",").filter(Boolean).map(Number);
const print = (figure: Figure) => process.stdout.write(`${JSON.stringify(figure)}\n`);

installMoto();
for (const count of sizes(values.steps)) print(await measureSteps(count));
if (values.machines !== undefined) {
  const deployment = await Deployment.deploy();
  try {
    for (const count of sizes(values.machines)) print(await measureMachines(deployment, count));
  } finally {
    await deployment.stop();
  }
}
