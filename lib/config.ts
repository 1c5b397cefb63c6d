import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Node } from "constructs";
import * as z from "zod";

/** Every place travels in one environment variable, and a function's environment holds 4 KB. */
const mostPlaces = 50;

const retention = Object.values(RetentionDays).filter((days) => typeof days === "number");

const regions = list(text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as eu-west-1"), "a list of regions").min(1, {
  error: "at least one region",
});
const member = z.strictObject(
  { account: text(/^\d{12}$/, "an account id: 12 digits, in quotes"), regions },
  { error: "an object with account and regions, and nothing else" },
);

const guid = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}";
const audience =
  /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/[^/]+\/providers\/[^/]+$/;
const google = z.strictObject(
  {
    /** The workload identity pool's provider that trusts our identity role. */
    audience: text(
      audience,
      "//iam.googleapis.com/projects/N/locations/global/workloadIdentityPools/POOL/providers/PROVIDER",
    ),
    /** Whose rights are used. @default those of the federated identity itself */
    serviceAccount: text(/^[a-z][a-z0-9-]+@[a-z0-9.-]+$/, "a service account's e-mail address").exactOptional(),
    /** Projects that have networks or clusters. */
    projects: list(text(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "a project's id"), "a list of projects").min(1, {
      error: "at least one project",
    }),
  },
  { error: "an object with audience, projects and perhaps serviceAccount, and nothing else" },
);
const subscription = z.strictObject(
  {
    subscription: text(new RegExp(`^${guid}$`), "a subscription's id in lower case"),
    tenant: text(new RegExp(`^${guid}$`), "a tenant's id in lower case"),
  },
  { error: "an object with subscription and tenant, and nothing else" },
);
const azure = z.strictObject(
  {
    /** The application in Entra whose federated credential trusts our identity role. */
    clientId: text(new RegExp(`^${guid}$`), "an application's id in lower case"),
    /** Subscriptions that have networks. */
    subscriptions: list(subscription, "a list of subscriptions").min(1, { error: "at least one subscription" }),
    /** The storage account of each location that flow logs are written to. @default no flow logs are kept in Azure */
    flowLogStorage: z
      .record(
        text(/^[a-z0-9]+$/, "a location such as westeurope"),
        text(
          new RegExp(
            `^/subscriptions/${guid}/resourceGroups/[^/]+/providers/Microsoft\\.Storage/storageAccounts/[a-z0-9]+$`,
          ),
          "a storage account's id",
        ),
      )
      .exactOptional(),
  },
  { error: "an object with clientId, subscriptions and perhaps flowLogStorage, and nothing else" },
);

const configSchema = z
  .object({
    /** Accounts other than the hub's that have networks, and where. */
    members: list(member, 'a list such as [{"account":"222222222222","regions":["eu-west-1"]}]').default([]),
    /** Regions of the hub's account that have networks. @default the hub's own region */
    hubRegions: regions.optional(),
    /** Access to Google Cloud. @default none */
    google: google.optional(),
    /** Access to Azure. @default none */
    azure: azure.optional(),
    /** What the hub must show to take on the member role. */
    externalId: text(/^[\w+=,.@:/-]{16,1224}$/, "16 to 1224 letters, digits or +=,.@:/-_").optional(),
    /** Minutes between two sweeps over all accounts and regions. */
    sweepMinutes: wholeNumber(1, 1440).default(15),
    /** Minutes between two looks at all connections that stand. */
    healthMinutes: wholeNumber(1, 60).default(5),
    /** Who is mailed by alarms, and of connections that are not as they should be. @default nobody */
    alarmEmail: text(/^[^\s@]+@[^\s@]+$/, "an e-mail address").optional(),
    /** Seconds that a connection stands after the last tag that asked for it went. */
    graceSeconds: wholeNumber(0, 86_400).default(300),
    memberRoleName: text(/^[\w+=,.@-]{1,64}$/, "an IAM role name of at most 64 characters").default("crosspeer-member"),
    /** When given, only principals of this organization may use the bus and the member role. */
    organizationId: text(/^o-[a-z0-9]{10,32}$/, "an organization's id such as o-a1b2c3d4e5").optional(),
    logRetentionDays: z
      .literal(retention, { error: "a number of days that CloudWatch Logs knows, such as 7, 30 or 90" })
      .default(RetentionDays.ONE_MONTH),
  })
  .check(({ value, issues }) => {
    const refuse = (key: keyof typeof value, message: string) =>
      issues.push({ code: "custom", path: [key], input: value[key], message });
    const accounts = value.members.map((member) => member.account);
    const twice = accounts.find((account, index) => accounts.indexOf(account) !== index);
    if (twice !== undefined) refuse("members", `each account once, but ${twice} stands there twice`);
    const others = (value.google?.projects.length ?? 0) + (value.azure?.subscriptions.length ?? 0);
    const places = value.members.flatMap((member) => member.regions).length + (value.hubRegions?.length ?? 1) + others;
    if (places > mostPlaces)
      refuse("members", `at most ${mostPlaces} accounts and regions, projects and subscriptions in all, not ${places}`);
    if (value.members.length > 0 && value.externalId === undefined) refuse("externalId", howToMakeAnExternalId);
  });

const howToMakeAnExternalId =
  "one of your own when there are members; make one with `node -p 'crypto.randomUUID()'` and keep it in cdk.json";

/** What a person configures, checked and with its defaults. */
export type Config = Readonly<z.output<typeof configSchema>>;

/**
 * Parses a configuration. Text is read as JSON where a key is no text by nature, as `cdk -c` gives nothing but text.
 *
 * @throws Error that lists every key at fault, the value given and what is expected
 */
export function parseConfig(raw: Readonly<Record<string, unknown>>): Config {
  const entries = Object.entries(raw).map(([key, value]) => [key, jsonKeys.has(key) ? fromJson(value) : value]);
  const { success, data, error } = configSchema.safeParse(Object.fromEntries(entries), { reportInput: true });
  if (success) return data;
  const lines = error.issues.map(
    (issue) => `  ${z.core.toDotPath(issue.path)}: given ${JSON.stringify(issue.input)}, expected ${issue.message}`,
  );
  throw new Error(`configuration of crosspeer (CDK context):\n${lines.join("\n")}`);
}

/** Reads the configuration from the CDK context: cdk.json, cdk.context.json or `-c key=value`. */
export function readConfig(node: Node): Config {
  const given = Object.keys(configSchema.shape).map((key) => [key, node.tryGetContext(key)]);
  return parseConfig(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
}

const jsonKeys = new Set([
  "members",
  "google",
  "azure",
  "hubRegions",
  "sweepMinutes",
  "healthMinutes",
  "graceSeconds",
  "logRetentionDays",
]);

function text(pattern: RegExp, expected: string) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

function list<Item extends z.ZodType>(item: Item, expected: string) {
  return z.array(item, { error: expected });
}

function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

function fromJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
