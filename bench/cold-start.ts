import { spawnSync } from "node:child_process";

const RUNS = 5;

/** What a Lambda function with all three clouds is told by its environment. */
const environment = {
  ...{ AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" },
  ...{ AWS_LAMBDA_FUNCTION_NAME: "bench", LEDGER_TABLE: "ledger", EVENT_BUS_NAME: "bus", HUB_ACCOUNT: "111111111111" },
  ...{
    MEMBER_ROLE_NAME: "crosspeer-member",
    PLACES: "[]",
    GRACE_SECONDS: "0",
    POLICY_PARAMETER: "/crosspeer/policy",
    CONNECT_MACHINE_ARN: "arn",
    ROUNDS_MACHINE_ARN: "arn",
  },
};

/** Imports modules one after the other and prints the milliseconds since the process began. */
const script = `
for (const file of process.argv.slice(1)) await import(file);
process.stdout.write(String(performance.now()), () => process.exit());
`;

/** Milliseconds that modules take to load in a fresh process, beyond what bare Node takes: the median of five. */
export function coldStart(files: readonly string[]): number {
  const rounds = Array.from({ length: RUNS }, () => ({ bare: run([]), loaded: run(files) }));
  return median(rounds.map(({ loaded }) => loaded)) - median(rounds.map(({ bare }) => bare));
}

function run(files: readonly string[]): number {
  const flags = ["--input-type=module", "--eval", script];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, ...files], { env: environment, encoding: "utf8" });
  const milliseconds = Number.parseFloat(stdout);
  if (Number.isNaN(milliseconds)) throw new Error(`${files.join(" and ")} did not load: ${stderr}`);
  return milliseconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[values.length >> 1] ?? Number.NaN;
}
