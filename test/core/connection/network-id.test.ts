import fc from "fast-check";
import { locate, parseNetworkId, placeKey, vpcNetworkId } from "../../../core/connection/network-id.ts";
import { hub } from "../../support/network-builder.ts";

const vpc = "vpc-0123456789abcdef0";

describe("parseNetworkId", () => {
  it.each([
    { given: "a VPC", region: "eu-west-1", partition: "aws", localId: vpc },
    { given: "a VPC of old, with eight digits", region: "us-east-1", partition: "aws", localId: "vpc-0123abcd" },
    { given: "a region with a longer name", region: "ap-southeast-2", partition: "aws", localId: vpc },
    { given: "China", region: "cn-northwest-1", partition: "aws-cn", localId: vpc },
    { given: "GovCloud", region: "us-gov-west-1", partition: "aws-us-gov", localId: vpc },
  ])("given $given, then it is read and located", ({ region, partition, localId }) => {
    const text = `arn:${partition}:ec2:${region}:111111111111:vpc/${localId}`;
    const id = vpcNetworkId({ account: "111111111111", region }, localId, partition);
    expect(parseNetworkId(text)).toBe(text);
    expect(id).toBe(text);
    expect(locate(id)).toEqual({ cloud: "aws", account: "111111111111", region, localId });
  });

  const good = `arn:aws:ec2:us-east-1:111111111111:vpc/${vpc}`;
  it.each([
    { given: "nothing", text: "" },
    { given: "a bare VPC id", text: vpc },
    { given: "another service", text: good.replace("ec2", "eks") },
    { given: "another kind", text: good.replace("vpc/vpc-", "subnet/subnet-") },
    { given: "an unknown partition", text: good.replace("aws", "azure") },
    { given: "China's partition and a region that is not China's", text: good.replace("aws", "aws-cn") },
    { given: "GovCloud's partition and another region", text: good.replace("aws", "aws-us-gov") },
    { given: "the standard partition and China's region", text: good.replace("us-east-1", "cn-north-1") },
    { given: "the standard partition and GovCloud's region", text: good.replace("us-east-1", "us-gov-west-1") },
    { given: "an availability zone", text: good.replace("us-east-1", "us-east-1a") },
    { given: "no region", text: good.replace("us-east-1", "") },
    { given: "an account of eleven digits", text: good.replace("111111111111", "11111111111") },
    { given: "upper case digits", text: good.replace("abcdef", "ABCDEF") },
    { given: "an id of nine digits", text: good.replace(vpc, "vpc-012345678") },
    { given: "text before", text: ` ${good}` },
    { given: "a newline at the end", text: `${good}\n` },
    { given: "a path after", text: `${good}/x` },
  ])("given $given, then nothing is read", ({ text }) => {
    expect(parseNetworkId(text)).toBeUndefined();
  });

  it("given any place and VPC, then the id tells them again", () => {
    const place = fc.record({
      account: fc.stringMatching(/^\d{12}$/),
      region: fc.constantFrom("us-east-1", "eu-west-1", "me-central-1", "mx-central-1"),
    });
    fc.assert(
      fc.property(place, fc.stringMatching(/^vpc-[0-9a-f]{17}$/), ({ account, region }, localId) => {
        const id = vpcNetworkId({ account, region }, localId);
        expect(parseNetworkId(id)).toBe(id);
        expect(locate(id)).toEqual({ cloud: "aws", account, region, localId });
      }),
    );
  });

  it("given what is no VPC, then making an id of it throws", () => {
    expect(() => vpcNetworkId(hub, "subnet-1")).toThrow(
      new RangeError("not a VPC: subnet-1 in 111111111111 us-east-1"),
    );
  });
});

describe("placeKey", () => {
  it("given a place, then account and region", () => {
    expect(placeKey(hub)).toBe("111111111111/us-east-1");
  });
});
