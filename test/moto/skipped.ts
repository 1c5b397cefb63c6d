/** moto's CloudFormation has no code for these types: it warns, skips them, and says CREATE_COMPLETE. */
export const skipped: Readonly<Record<string, string>> = {
  "AWS::CDK::Metadata": "is nothing but a note of the CDK's in the template",
  "AWS::CloudWatch::Alarm": "moto has alarms through CloudWatch's own API only",
  "AWS::Events::EventBusPolicy": "moto has bus policies through EventBridge's own API only, and does not check them",
  "AWS::KMS::Key": "moto does not find a key by the id that its CloudFormation tells",
  "AWS::SNS::TopicPolicy": "moto has topic policies through SNS's own API only",
  "AWS::SQS::QueuePolicy": "moto has queue policies through SQS's own API only",
};
