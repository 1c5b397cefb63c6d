import { arnAt } from "../../clouds/aws/scoped.ts";
import type { Deployed, ResourceContext, ResourceType } from "../resource.ts";

/** A type that other resources may refer to and that does nothing in the lab: all of its properties are taken. */
function inert(name: (context: ResourceContext) => Deployed): ResourceType {
  return { deploy: (_properties, context) => name(context) };
}

const named = inert(({ generatedName }) => ({ ref: generatedName, attributes: {} }));

/** Alarms, keys, topics and resource policies that the lab neither raises, uses, publishes to nor checks. */
export const INERT_TYPES: Readonly<Record<string, ResourceType>> = {
  "AWS::CDK::Metadata": named,
  "AWS::Lambda::Permission": named,
  "AWS::SQS::QueuePolicy": named,
  "AWS::Logs::ResourcePolicy": named,
  "AWS::Logs::MetricFilter": named,
  "AWS::KMS::Alias": named,
  "AWS::SNS::TopicPolicy": named,
  "AWS::SNS::Subscription": named,
  "AWS::CloudWatch::Dashboard": named,
  "AWS::CloudWatch::Alarm": inert(({ generatedName, place }) => ({
    ref: generatedName,
    attributes: { Arn: arnAt(place, "cloudwatch", `alarm:${generatedName}`) },
  })),
  "AWS::KMS::Key": inert(({ place, services }) => {
    const id = services.random.uuid();
    return { ref: id, attributes: { Arn: arnAt(place, "kms", `key/${id}`), KeyId: id } };
  }),
  "AWS::SNS::Topic": inert(({ generatedName, place }) => {
    const arn = arnAt(place, "sns", generatedName);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: generatedName } };
  }),
};
