import { type Lab, type LabOptions, startLab } from "../lab.ts";
import { azure, federatedSubject, google, hub, places, stranger, tenant } from "./accounts.ts";
import { type Clouds, synthesizeForLab } from "./synthesize.ts";

export interface DeployedLab {
  readonly lab: Lab;
  /** The outputs of the hub's stack. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface DeployedLabOptions extends Omit<LabOptions, "accounts" | "gcp" | "azure"> {
  /** Default: AWS alone. */
  readonly clouds?: Clouds;
}

/** A lab with crosspeer deployed as a user would: the hub's stack, and the members' in each account and region. */
export async function startDeployedLab({ clouds = "aws", ...options }: DeployedLabOptions = {}): Promise<DeployedLab> {
  const assemblyDir = synthesizeForLab(clouds);
  const accounts = [...new Set([...places, stranger].map(({ account }) => account))];
  const lab = await startLab({ ...options, accounts, ...(clouds === "all" ? otherClouds : {}) });
  if (clouds === "all") lab.webIdentity.enable(hub.account);
  const { outputs } = await lab.deploy({ assemblyDir, stackName: "crosspeer", ...hub });
  for (const place of places.filter((other) => other !== hub)) {
    const parameters = { HubAccount: hub.account, HubRegion: hub.region };
    await lab.deploy({ assemblyDir, stackName: "crosspeer-member", ...place, parameters });
  }
  return { lab, outputs };
}

/** Projects and subscriptions as their owners have prepared them: the application is known to the tenant. */
const otherClouds = {
  gcp: { projects: google.projects },
  azure: {
    tenants: [
      {
        id: tenant,
        subscriptions: azure.subscriptions.map(({ subscription }) => subscription),
        applications: [{ clientId: azure.clientId, federatedSubject }],
      },
    ],
  },
};
