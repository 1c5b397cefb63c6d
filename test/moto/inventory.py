"""Asks for each resource of a stack the service that must have it, with boto3. Prints a JSON list of {id, type,
physicalId, conditional, exists}; moto's CloudFormation says CREATE_COMPLETE also of what it has skipped.

    inventory.py ENDPOINT ACCOUNT REGION STACK FILE

What the stack consists of is kept in FILE, by which it is asked for again once the stack is gone."""

import json
import pathlib
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, account, region, stack, kept = sys.argv[1:]
session = boto3.Session(f"LABK{account}", "any", region_name=region)


def service(name):
    return session.client(name, endpoint_url=endpoint)


def first(entries):
    if not entries:
        raise LookupError
    return entries[0]


def inline_policy(physical, properties, names):
    for role in properties["Roles"]:
        service("iam").get_role_policy(RoleName=names[role["Ref"]], PolicyName=properties["PolicyName"])


def rule(physical, properties, names):
    bus = "crosspeer" if "EventBusName" in properties else "default"
    # CloudFormation's id of a rule on another bus than the default one is `<bus>|<rule>`.
    name = physical.split("|")[-1]
    service("events").describe_rule(Name=name, EventBusName=bus)
    first(service("events").list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"])


def queue_policy(physical, properties, names):
    for queue in properties["Queues"]:
        url = names[queue["Ref"]]
        if "Policy" not in service("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]:
            raise LookupError


def key(physical, properties, names):
    if service("kms").describe_key(KeyId=physical)["KeyMetadata"]["KeyState"] == "PendingDeletion":
        raise LookupError


def topic_policy(physical, properties, names):
    for topic in properties["Topics"]:
        attributes = service("sns").get_topic_attributes(TopicArn=names[topic["Ref"]])["Attributes"]
        if "AllowPublishThroughSSLOnly" not in attributes.get("Policy", ""):
            raise LookupError


def bus_policy(physical, properties, names):
    if not service("events").describe_event_bus(Name="crosspeer").get("Policy"):
        raise LookupError


CHECKS = {
    "AWS::CloudWatch::Alarm": lambda physical, *_: first(
        service("cloudwatch").describe_alarms(AlarmNames=[physical])["MetricAlarms"]
    ),
    "AWS::CloudWatch::Dashboard": lambda physical, properties, names: service("cloudwatch").get_dashboard(
        DashboardName=properties["DashboardName"]
    ),
    "AWS::DynamoDB::Table": lambda physical, *_: service("dynamodb").describe_table(TableName=physical),
    # moto tells no physical id of a bus; CloudFormation's is the name.
    "AWS::Events::EventBus": lambda physical, properties, names: service("events").describe_event_bus(
        Name=properties["Name"]
    ),
    "AWS::Events::EventBusPolicy": bus_policy,
    "AWS::Events::Rule": rule,
    "AWS::IAM::Policy": inline_policy,
    "AWS::IAM::Role": lambda physical, *_: service("iam").get_role(RoleName=physical),
    "AWS::KMS::Key": key,
    "AWS::Lambda::Function": lambda physical, *_: service("lambda").get_function(FunctionName=physical),
    "AWS::Logs::LogGroup": lambda physical, *_: first(
        service("logs").describe_log_groups(logGroupNamePrefix=physical)["logGroups"]
    ),
    "AWS::SNS::Topic": lambda physical, *_: service("sns").get_topic_attributes(TopicArn=physical),
    "AWS::SNS::TopicPolicy": topic_policy,
    "AWS::SQS::Queue": lambda physical, *_: service("sqs").get_queue_attributes(QueueUrl=physical),
    "AWS::SQS::QueuePolicy": queue_policy,
    "AWS::StepFunctions::StateMachine": lambda physical, *_: json.loads(
        service("stepfunctions").describe_state_machine(stateMachineArn=physical)["definition"]
    )["StartAt"],
}


def exists(kind, physical, properties, names):
    if kind == "AWS::CDK::Metadata" or (not physical and kind != "AWS::Events::EventBus"):
        return False
    try:
        CHECKS[kind](physical, properties, names)
        return True
    except (ClientError, LookupError):
        return False


def ask_formation():
    formation = service("cloudformation")
    pages = formation.get_paginator("list_stack_resources").paginate(StackName=stack)
    listed = [entry for page in pages for entry in page["StackResourceSummaries"]]
    return {
        "resources": formation.get_template(StackName=stack)["TemplateBody"]["Resources"],
        "names": {entry["LogicalResourceId"]: entry.get("PhysicalResourceId", "") for entry in listed},
    }


if not pathlib.Path(kept).exists():
    pathlib.Path(kept).write_text(json.dumps(ask_formation()))
known = json.loads(pathlib.Path(kept).read_text())
names = known["names"]
print(
    json.dumps(
        [
            {
                "id": id,
                "type": resource["Type"],
                "physicalId": names.get(id, ""),
                "conditional": "Condition" in resource,
                "exists": exists(resource["Type"], names.get(id, ""), resource.get("Properties", {}), names),
            }
            for id, resource in known["resources"].items()
        ]
    )
)
