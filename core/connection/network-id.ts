declare const brand: unique symbol;

/** A network's canonical id, as its cloud writes it: on AWS the VPC's ARN. Only `parseNetworkId` makes one. */
export type NetworkId = string & { readonly [brand]: "NetworkId" };

/** Where a network lives: whose it is and in which region its API is asked. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export interface NetworkLocation extends Place {
  readonly cloud: "aws";
  /** The id within its account and region: `vpc-0abc…`. */
  readonly localId: string;
}

/** The partition must be the region's own: another one would make a second id for the same network. */
const partition = "(?:aws:ec2:(?!cn-|us-gov-)|aws-cn:ec2:(?=cn-)|aws-us-gov:ec2:(?=us-gov-))";
const vpcArn = new RegExp(
  `^arn:${partition}([a-z]{2}(?:-[a-z]+)+-\\d):(\\d{12}):vpc/(vpc-(?:[0-9a-f]{17}|[0-9a-f]{8}))$`,
);

/** Reads a canonical network id; undefined when the text is not one. */
export function parseNetworkId(text: string): NetworkId | undefined {
  return vpcArn.test(text) ? (text as NetworkId) : undefined;
}

/** The id of a VPC; the partition is the standard one unless given. */
export function vpcNetworkId(place: Place, vpcId: string, partition = "aws"): NetworkId {
  const id = parseNetworkId(`arn:${partition}:ec2:${place.region}:${place.account}:vpc/${vpcId}`);
  if (id === undefined) throw new RangeError(`not a VPC: ${vpcId} in ${place.account} ${place.region}`);
  return id;
}

/** Takes a canonical id apart. */
export function locate(id: NetworkId): NetworkLocation {
  const [, region = "", account = "", localId = ""] = vpcArn.exec(id) ?? [];
  return { cloud: "aws", account, region, localId };
}

/** One key for each account and region, to group ids by the API that must be asked. */
export function placeKey(place: Place): string {
  return `${place.account}/${place.region}`;
}
