declare const brand: unique symbol;

/**
 * A network's canonical id, as its cloud writes it: a VPC's ARN, `projects/P/global/networks/N`, a VNet's resource id in
 * lower case. Only `parseNetworkId` makes one.
 */
export type NetworkId = string & { readonly [brand]: "NetworkId" };

export type Cloud = "aws" | "gcp" | "azure";

/** Where a network lives: whose it is and in which region its API is asked. */
export interface Place {
  /** An AWS account, a Google Cloud project or an Azure subscription: their forms have no text in common. */
  readonly account: string;
  /** `global` where the API knows no regions. */
  readonly region: string;
}

export interface NetworkLocation extends Place {
  readonly cloud: Cloud;
  /** The id within its account and region: `vpc-0abc…`, `my-network`, `my-group/my-vnet`. */
  readonly localId: string;
}

/** The partition must be the region's own: another one would make a second id for the same network. */
const partition = "(?:aws:ec2:(?!cn-|us-gov-)|aws-cn:ec2:(?=cn-)|aws-us-gov:ec2:(?=us-gov-))";
const vpcArn = new RegExp(
  `^arn:${partition}([a-z]{2}(?:-[a-z]+)+-\\d):(\\d{12}):vpc/(vpc-(?:[0-9a-f]{17}|[0-9a-f]{8}))$`,
);

/** Names as Resource Manager and Compute Engine allow them. */
const project = "[a-z][a-z0-9-]{4,28}[a-z0-9]";
const gcpNetwork = new RegExp(`^projects/(${project})/global/networks/([a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)$`);

/** Resource ids have no case (Azure Resource Manager: resource naming rules). */
const subscription = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}";
const vnetName = "[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9_])?";
const vnetId = new RegExp(
  `^/subscriptions/(${subscription})/resourcegroups/([\\w.()-]{1,90})/providers/microsoft\\.network/virtualnetworks/(${vnetName})$`,
);

const accounts: Readonly<Record<Cloud, RegExp>> = {
  aws: /^\d{12}$/,
  gcp: new RegExp(`^${project}$`),
  azure: new RegExp(`^${subscription}$`),
};

/** Reads a canonical network id; undefined when the text is not one. */
export function parseNetworkId(text: string): NetworkId | undefined {
  const canonical = text.startsWith("/") ? text.toLowerCase() : text;
  return [vpcArn, gcpNetwork, vnetId].some((form) => form.test(canonical)) ? (canonical as NetworkId) : undefined;
}

/** The id of a VPC; the partition is the standard one unless given. */
export function vpcNetworkId(place: Place, vpcId: string, partition = "aws"): NetworkId {
  const id = parseNetworkId(`arn:${partition}:ec2:${place.region}:${place.account}:vpc/${vpcId}`);
  if (id === undefined) throw new RangeError(`not a VPC: ${vpcId} in ${place.account} ${place.region}`);
  return id;
}

/** Takes a canonical id apart. */
export function locate(id: NetworkId): NetworkLocation {
  const gcp = gcpNetwork.exec(id);
  if (gcp !== null) {
    const [, account = "", localId = ""] = gcp;
    return { cloud: "gcp", account, region: "global", localId };
  }
  const azure = vnetId.exec(id);
  if (azure !== null) {
    const [, account = "", group = "", name = ""] = azure;
    return { cloud: "azure", account, region: "global", localId: `${group}/${name}` };
  }
  const [, region = "", account = "", localId = ""] = vpcArn.exec(id) ?? [];
  return { cloud: "aws", account, region, localId };
}

/** The cloud whose accounts have this form; undefined when none has. */
export function cloudOfAccount(account: string): Cloud | undefined {
  return clouds.find((cloud) => accounts[cloud].test(account));
}

const clouds = ["aws", "azure", "gcp"] as const satisfies readonly Cloud[];

/** One key for each account and region, to group ids by the API that must be asked. */
export function placeKey(place: Place): string {
  return `${place.account}/${place.region}`;
}
