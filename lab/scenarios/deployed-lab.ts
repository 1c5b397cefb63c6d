import { type Lab, type LabOptions, startLab } from "../lab.ts";
import { hub, places, stranger } from "./accounts.ts";
import { synthesizeForLab } from "./synthesize.ts";

export interface DeployedLab {
  readonly lab: Lab;
  /** The outputs of the hub's stack. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** A lab with crosspeer deployed as a user would: the hub's stack, and the members' in each account and region. */
export async function startDeployedLab(options: Omit<LabOptions, "accounts"> = {}): Promise<DeployedLab> {
  const assemblyDir = synthesizeForLab();
  const accounts = [...new Set([...places, stranger].map(({ account }) => account))];
  const lab = await startLab({ ...options, accounts });
  const { outputs } = await lab.deploy({ assemblyDir, stackName: "crosspeer", ...hub });
  for (const place of places.filter((other) => other !== hub)) {
    const parameters = { HubAccount: hub.account, HubRegion: hub.region };
    await lab.deploy({ assemblyDir, stackName: "crosspeer-member", ...place, parameters });
  }
  return { lab, outputs };
}
