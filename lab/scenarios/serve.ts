import { parseArgs } from "node:util";
import pc from "picocolors";
import { hub, places } from "./accounts.ts";
import { startDeployedLab } from "./deployed-lab.ts";
import { printTimeline } from "./timeline.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "4599" } } });
const print = (text: string) => process.stdout.write(`${text}\n`);

const { lab, outputs } = await startDeployedLab({ port: Number(values.port), start: Date.now() });
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

What crosspeer does:
`);
printTimeline(lab, print);

process.on("SIGINT", () => void lab.close().then(() => process.exit(0)));
process.on("SIGTERM", () => void lab.close().then(() => process.exit(0)));
