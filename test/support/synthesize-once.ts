import { synthesizeForLab } from "../../lab/scenarios/synthesize.ts";

/** Before any test: workers that start together must not synthesize over each other. */
export default function synthesizeOnce(): void {
  synthesizeForLab("aws");
  synthesizeForLab("all");
}
