import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { readConfig } from "./config.ts";
import type { CrosspeerProps } from "./crosspeer.ts";
import { CrosspeerStack } from "./crosspeer-stack.ts";
import { MemberStack } from "./member-stack.ts";

export interface CrosspeerAppProps extends Omit<CrosspeerProps, "config"> {
  /** @default as the CDK's command line asks */
  readonly app?: AppProps;
}

/**
 * The application: the hub, and the members' stack once there are members or further regions. While the hub is the
 * only stack, `cdk deploy` needs no name.
 *
 * @throws Error when the context's configuration is wrong, or a check of cdk-nag fails that has no stated reason
 */
export function createApp({ app: appProps, ...props }: CrosspeerAppProps = {}): App {
  const app = new App(appProps);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  const config = readConfig(app.node);
  new CrosspeerStack(app, "crosspeer", { ...props, config });
  if (config.members.length > 0 || config.hubRegions !== undefined)
    new MemberStack(app, "crosspeer-member", { config });
  return app;
}
