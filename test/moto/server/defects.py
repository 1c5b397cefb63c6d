"""Looks for each defect that patches.py mends. Prints, as JSON by the patch's name, whether it is there.

    defects.py [mended]
"""

import json
import sys

import boto3
import moto.stepfunctions.models as machines
from moto import mock_aws
from moto.core.config import default_user_config
from moto.ec2 import utils as ec2
from moto.events.utils import EventTemplateParser
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import Resource
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import (
    StateTaskServiceSfn,
)
from moto.stepfunctions.parser.asl.jsonata import jsonata
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser, ASLParserException
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

import patches

REGION = "us-east-1"
ROLE = "arn:aws:iam::123456789012:role/any"
PASS = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
SOURCE = json.dumps({"source": ["test"]})


def client(service):
    return boto3.client(service, region_name=REGION)


def evaluate_jsonata():
    try:
        return jsonata.eval_jsonata_expression("1 + 1") != 2
    except TypeError:
        return True


def name_executions():
    states = client("stepfunctions")
    machine = states.create_state_machine(name="m", definition=PASS, roleArn=ROLE)["stateMachineArn"]
    return states.start_execution(stateMachineArn=machine)["executionArn"].endswith(":None")


def fold_nested_execution_fields():
    service = StateTaskServiceSfn()
    service.resource = Resource.from_resource_arn("arn:aws:states:::states:startExecution.sync:2")
    parameters = {"StateMachineArn": "arn", "Input": {}}
    service._normalise_parameters(parameters)
    return "stateMachineArn" not in parameters


def deploy_machine():
    """The machine of a stack whose definition lies in S3 and has a substitution, in either backend."""
    s3 = client("s3")
    s3.create_bucket(Bucket="definitions")
    s3.put_object(Bucket="definitions", Key="k", Body=PASS.replace('"A"', '"${Name}"'))
    properties = {
        "StateMachineName": "deployed",
        "RoleArn": ROLE,
        "DefinitionS3Location": {"Bucket": "definitions", "Key": "k"},
        "DefinitionSubstitutions": {"Name": "B"},
    }
    machine = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}
    client("cloudformation").create_stack(StackName="s", TemplateBody=json.dumps({"Resources": {"M": machine}}))


def create_machines_where_they_run():
    deploy_machine()
    return not any(m.name == "deployed" for m in stepfunctions_parser_backends["123456789012"][REGION].state_machines)


def read_machine_definitions():
    deploy_machine()
    backends = [machines.stepfunctions_backends, stepfunctions_parser_backends]
    made = [m for b in backends for m in b["123456789012"][REGION].state_machines if m.name == "deployed"]
    return '"B"' not in made[0].definition


def quote_transformed_input():
    event = {"resources": ["arn"], "ingestion-time": 0}
    try:
        parsed = EventTemplateParser.parse('{"network":<r>}', {"r": "$.resources[0]"}, event)
        return parsed != {"network": "arn"}
    except json.JSONDecodeError:
        return True


def put_event(target):
    events = client("events")
    events.put_rule(Name="r", EventPattern=SOURCE)
    events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": target}])
    entry = {"Source": "test", "DetailType": "t", "Detail": "{}", "Resources": ["arn"]}
    events.put_events(Entries=[entry])


def start_machines_as_targets():
    states = client("stepfunctions")
    machine = states.create_state_machine(name="m", definition=PASS, roleArn=ROLE)["stateMachineArn"]
    try:
        put_event(machine)
    except NotImplementedError:
        return True
    return not states.list_executions(stateMachineArn=machine)["executions"]


def publish_to_topics():
    topic = client("sns").create_topic(Name="t")["TopicArn"]
    try:
        put_event(topic)
    except NotImplementedError:
        return True
    return False


def forward_resources():
    events, queues = client("events"), client("sqs")
    bus = events.create_event_bus(Name="other")["EventBusArn"]
    url = queues.create_queue(QueueName="q")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="o", EventPattern=SOURCE, EventBusName="other")
    events.put_targets(Rule="o", EventBusName="other", Targets=[{"Id": "1", "Arn": arn}])
    put_event(bus)
    (message,) = queues.receive_message(QueueUrl=url)["Messages"]
    return json.loads(message["Body"])["resources"] != ["arn"]


def keep_events_from_schedules():
    events, queues = client("events"), client("sqs")
    url = queues.create_queue(QueueName="q")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="s", ScheduleExpression="rate(1 day)")
    events.put_targets(Rule="s", Targets=[{"Id": "1", "Arn": arn}])
    events.put_events(Entries=[{"Source": "test", "DetailType": "t", "Detail": "{}"}])
    return "Messages" in queues.receive_message(QueueUrl=url)


def match_any_filter_value():
    class Tagged:
        def get_filter_value(self, name):
            return {"b": 1, "c": 1}.keys()

    return not ec2.is_filter_matching(Tagged(), "tag-key", ["a", "b"])


def run_express_children():
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, **json.loads(PASS)}
    states = {"M": {"Type": "Map", "ItemProcessor": processor, "End": True}}
    try:
        AmazonStateLanguageParser.parse(json.dumps({"StartAt": "M", "States": states}))
    except ASLParserException:
        return True
    return False


DEFECTS = [
    evaluate_jsonata,
    name_executions,
    fold_nested_execution_fields,
    create_machines_where_they_run,
    read_machine_definitions,
    quote_transformed_input,
    start_machines_as_targets,
    publish_to_topics,
    forward_resources,
    keep_events_from_schedules,
    match_any_filter_value,
    run_express_children,
]


def is_there(defect):
    with mock_aws():
        return bool(defect())


if __name__ == "__main__":
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    assert [defect.__name__ for defect in DEFECTS] == [patch.__name__ for patch in patches.ALL]
    if "mended" in sys.argv:
        for patch in patches.ALL:
            patch()
    print(json.dumps({defect.__name__: is_there(defect) for defect in DEFECTS}))
