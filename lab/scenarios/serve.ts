import { parseArgs } from "node:util";
import pc from "picocolors";
import type { Lab } from "../lab.ts";
import { azure, google, hub, places, tenant } from "./accounts.ts";
import { AzureTenant, PEOPLE } from "./azure-tenant.ts";
import { startDeployedLab } from "./deployed-lab.ts";
import { GcpTenant } from "./gcp-tenant.ts";
import { printTimeline } from "./timeline.ts";

const { values } = parseArgs({
  options: { port: { type: "string", default: "4599" }, "aws-only": { type: "boolean", default: false } },
});
const print = (text: string) => process.stdout.write(`${text}\n`);
const clouds = values["aws-only"] ? "aws" : "all";

const { lab, outputs } = await startDeployedLab({ clouds, port: Number(values.port), start: Date.now() });
const others = clouds === "all" ? await furnish(lab) : "";
lab.play({ speed: 10 });

print(`crosspeer's lab listens on ${pc.bold(lab.endpoint)}; time runs ten times as fast. Stop it with Ctrl-C.

Accounts with crosspeer, and their regions:
${[...Map.groupBy(places, ({ account }) => account)]
  .map(
    ([account, all]) =>
      `  ${account}  ${all.map(({ region }) => region).join(" ")}${account === hub.account ? "  (hub)" : ""}`,
  )
  .join("\n")}

For a stock aws CLI, as the hub's account (the other: LABK222222222222):

  export AWS_ENDPOINT_URL=${lab.endpoint}
  export AWS_ACCESS_KEY_ID=LABK${hub.account} AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=${hub.region}

Then, for example:

  A=$(aws ec2 create-vpc --cidr-block 10.0.0.0/16 --query Vpc.VpcId --output text)
  B=$(aws ec2 create-vpc --cidr-block 10.1.0.0/16 --query Vpc.VpcId --output text)
  aws ec2 create-security-group --group-name nodes --description nodes --vpc-id $B \\
    --tag-specifications 'ResourceType=security-group,Tags=[{Key=kubernetes.io/cluster/b,Value=owned}]'
  aws ec2 create-tags --resources $B --tags Key=crosspeer:name,Value=b Key=crosspeer:accept,Value=a
  aws ec2 create-tags --resources $A --tags Key=crosspeer:name,Value=a Key=crosspeer:connect,Value=b
  aws ec2 describe-vpc-peering-connections
  aws ec2 describe-security-groups --filters Name=vpc-id,Values=$B

  aws stepfunctions start-execution --input '{"requester":"a","accepter":"b"}' \\
    --state-machine-arn ${outputs["ConnectNetworksMachineArn"]}
${others}
What crosspeer does:
`);
printTimeline(lab, print);

process.on("SIGINT", () => void lab.close().then(() => process.exit(0)));
process.on("SIGTERM", () => void lab.close().then(() => process.exit(0)));

/** Builds what no command line can, two clusters on Google Cloud and two on Azure; returns how to ask for a peering. */
async function furnish({ gcp, azure: arm }: Lab): Promise<string> {
  const [shop, data] = google.projects;
  const [{ subscription: one }, { subscription: two }] = azure.subscriptions;
  await new GcpTenant(lab, shop).buildNetwork({ name: "a", ...gkeRanges("10.60") });
  await new GcpTenant(lab, data).buildNetwork({ name: "b", ...gkeRanges("10.61") });
  const first = await new AzureTenant(lab, one).buildNetwork({ name: "a", ...aksRanges("10.100") });
  await new AzureTenant(lab, two).buildNetwork({ name: "b", ...aksRanges("10.101") });
  const token = arm.token({ tenant, application: PEOPLE });
  return `
Google Cloud has a network with a cluster in each of ${google.projects.join(" and ")}: a and b. For a stock gcloud:

  export CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE=${gcp.endpoint}/compute/v1/
  export CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER=${gcp.endpoint}/ CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true
  gcloud compute networks peerings list --project ${shop}

Azure has one in each of two subscriptions: a and b. With any client of Resource Manager that trusts the certificate:

  export AZURE_CA=${arm.caFile} AZURE_TOKEN=${token}
  curl --cacert $AZURE_CA -H "authorization: Bearer $AZURE_TOKEN" "${arm.endpoint}${first}?api-version=2026-01-01"

Label those clusters (crosspeer-mesh=x) or tag those networks (crosspeer:mesh=x): the next sweep joins them.
`;
}

function gkeRanges(block: string) {
  return { nodes: `${block}.0.0/20`, pods: `${block}.64.0/18`, services: `${block}.16.0/20` };
}

function aksRanges(block: string) {
  return { prefixes: [`${block}.0.0/16`] as const, nodes: `${block}.0.0/20` };
}
