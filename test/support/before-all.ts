import { synthesizeForLab } from "../../lab/scenarios/synthesize.ts";
import { startJudge } from "../lab/clouds/azure/definitions/start.ts";

/** Before any test: workers that start together must not synthesize over each other, and share what is slow to start. */
export default async function beforeAllFiles(): Promise<void> {
  synthesizeForLab("aws");
  synthesizeForLab("all");
  await startJudge();
}
