"""What moto 5.2.5 needs before it can run this product. Each function mends one defect; defects.py shows each in the
moto that PyPI has, and a test fails when one of them is gone."""

import copy
import json
import os
import re
import urllib.request
import uuid
from datetime import datetime

import moto.ec2.utils as ec2
import moto.stepfunctions.models as machines
from moto.core.utils import get_service_model
from moto.events.models import Rule, events_backends
from moto.events.utils import EventTemplateParser
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import (
    StateTaskServiceSfn,
)
from moto.stepfunctions.parser.asl.jsonata import jsonata
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.models import StepFunctionsParserBackend, stepfunctions_parser_backends
from moto.stepfunctions.parser.utils import camel_to_snake_case


def evaluate_jsonata() -> None:
    """stepfunctions/parser/asl/jsonata/jsonata.py: `_eval_jsonata` is None; LocalStack's evaluator was left out."""

    def evaluate(expression: str) -> object:
        request = urllib.request.Request(os.environ["JSONATA_URL"], data=expression.encode())
        with urllib.request.urlopen(request) as response:
            answer = json.load(response)
        if "error" in answer:
            raise jsonata.JSONataException("UNKNOWN", answer["error"])
        return answer.get("value")

    jsonata._eval_jsonata = evaluate
    for module in _users_of(jsonata.eval_jsonata_expression):
        module.eval_jsonata_expression = evaluate


def _users_of(function: object) -> list:
    import sys

    return [m for m in list(sys.modules.values()) if getattr(m, "eval_jsonata_expression", None) is function]


def name_executions() -> None:
    """stepfunctions/parser/models.py `start_execution`: without a name it is "None", and the second one a duplicate."""
    original = StepFunctionsParserBackend.start_execution

    def start(self, state_machine_arn, name=None, *args, **kwargs):
        return original(self, state_machine_arn, name or str(uuid.uuid4()), *args, **kwargs)

    StepFunctionsParserBackend.start_execution = start


def fold_nested_execution_fields() -> None:
    """…/service/state_task_service.py: `_normalise_parameters` and `_normalise_response` are `pass`, so that
    states:startExecution does not know `StateMachineArn`, and answers with fields that `.sync:2` does not find."""
    original = StateTaskServiceSfn._normalise_parameters

    def shapes(self, action):
        operation = self._get_boto_service_action(action)
        model = get_service_model("stepfunctions")
        name = next(name for name in model.operation_names if camel_to_snake_case(name) == operation)
        return model.operation_model(name)

    def parameters(self, parameters, boto_service_name=None, service_action_name=None):
        original(self, parameters, boto_service_name, service_action_name)
        self._to_boto_request(parameters, shapes(self, service_action_name).input_shape)

    def response(self, response, boto_service_name=None, service_action_name=None):
        self._from_boto_response(response, shapes(self, service_action_name).output_shape)
        for key, value in response.items():
            if isinstance(value, datetime):
                response[key] = int(value.timestamp() * 1000)

    StateTaskServiceSfn._normalise_parameters = parameters
    StateTaskServiceSfn._normalise_response = response


def create_machines_where_they_run() -> None:
    """stepfunctions/models.py: CloudFormation makes machines in the backend that does not execute them."""
    machines.stepfunctions_backends = stepfunctions_parser_backends


def read_machine_definitions() -> None:
    """stepfunctions/models.py `create_from_cloudformation_json`: DefinitionS3Location and DefinitionSubstitutions are
    not read, and the definition is empty."""

    def with_definition(template, account, region):
        properties = template["Properties"]
        location = properties.get("DefinitionS3Location")
        if location is None:
            return
        key = s3_backends[account]["aws"].get_object(location["Bucket"], location["Key"])
        values = properties.get("DefinitionSubstitutions", {})
        text = key.value.decode()
        properties["DefinitionString"] = re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], text)

    create = machines.StateMachine.create_from_cloudformation_json.__func__
    update = machines.StateMachine.update_from_cloudformation_json.__func__

    def created(cls, name, template, account, region, **kwargs):
        with_definition(template, account, region)
        return create(cls, name, template, account, region, **kwargs)

    def updated(cls, resource, name, template, account, region):
        with_definition(template, account, region)
        return update(cls, resource, name, template, account, region)

    machines.StateMachine.create_from_cloudformation_json = classmethod(created)
    machines.StateMachine.update_from_cloudformation_json = classmethod(updated)


def quote_transformed_input() -> None:
    """events/utils.py `EventTemplateParser.parse`: `{"a": <x>}` becomes `{"a": text}`, which is no JSON."""
    original = EventTemplateParser._stringify

    def parse(input_template, input_paths_map, event):
        if not input_template:
            return stock(input_template, input_paths_map, event)
        from jsonpath_ng.ext import parse as path

        text = input_template
        for name, expression in input_paths_map.items():
            found = path(expression).find(event)
            value = found[0].value if found else ""
            text = text.replace(f'"<{name}>"', json.dumps(original(value)))
            text = text.replace(f"<{name}>", json.dumps(value))
        return json.loads(text)

    stock = EventTemplateParser.parse
    EventTemplateParser.parse = staticmethod(parse)


def start_machines_as_targets() -> None:
    """events/models.py `Rule.send_to_targets`: a state machine as a target is a NotImplementedError."""
    original = Rule.send_to_targets

    def send(self, original_event, transform_input=True):
        kept = [target for target in self.targets if ":states:" not in target["Arn"]]
        if self.event_pattern.matches_event(original_event):
            for target in (target for target in self.targets if target not in kept):
                start(target, original_event)
        others = copy.copy(self)
        others.targets = kept
        original(others, original_event, transform_input)

    def start(target, event):
        transformer = target.get("InputTransformer", {})
        given = EventTemplateParser.parse(
            transformer.get("InputTemplate"), transformer.get("InputPathsMap", {}), event
        )
        _, _, _, region, account, *_ = target["Arn"].split(":")
        backend = stepfunctions_parser_backends[account][region]
        backend.start_execution(target["Arn"], str(uuid.uuid4()), target.get("Input") or json.dumps(given))

    Rule.send_to_targets = send


def publish_to_topics() -> None:
    """events/models.py `Rule.send_to_targets`: a topic as a target is a NotImplementedError."""
    original = Rule.send_to_targets

    def send(self, original_event, transform_input=True):
        kept = [target for target in self.targets if ":sns:" not in target["Arn"]]
        if self.event_pattern.matches_event(original_event):
            for target in (target for target in self.targets if target not in kept):
                _, _, _, region, account, _ = target["Arn"].split(":")
                sns_backends[account][region].publish(json.dumps(original_event), arn=target["Arn"])
        others = copy.copy(self)
        others.targets = kept
        original(others, original_event, transform_input)

    Rule.send_to_targets = send


def forward_resources() -> None:
    """events/models.py `Rule.send_to_targets`: an event that goes to another bus loses its `resources`."""
    original = Rule.send_to_targets

    def send(self, original_event, transform_input=True):
        kept = [target for target in self.targets if ":event-bus/" not in target["Arn"]]
        if self.event_pattern.matches_event(original_event):
            for target in (target for target in self.targets if target not in kept):
                forward(target["Arn"], original_event)
        others = copy.copy(self)
        others.targets = kept
        original(others, original_event, transform_input)

    def forward(bus, event):
        _, _, _, region, account, name = bus.split(":")
        entry = {
            "Source": event["source"],
            "DetailType": event["detail-type"],
            "Detail": json.dumps(event["detail"]),
            "Resources": event["resources"],
            "EventBusName": name.removeprefix("event-bus/"),
        }
        events_backends[account][region].put_events([entry])

    Rule.send_to_targets = send


def keep_events_from_schedules() -> None:
    """events/models.py `EventPattern.matches_event`: a rule with a schedule has no pattern, and takes every event."""
    original = Rule.send_to_targets

    def send(self, original_event, transform_input=True):
        if self.event_pattern.dump():
            original(self, original_event, transform_input)

    Rule.send_to_targets = send


def match_any_filter_value() -> None:
    """ec2/utils.py `is_filter_matching`: of several values of a `tag-key` filter all must match; EC2 joins them by OR."""
    original = ec2.is_filter_matching

    def matches(obj, name, values):
        several = isinstance(values, list) and len(values) > 1
        return any(original(obj, name, [value]) for value in values) if several else original(obj, name, values)

    ec2.is_filter_matching = matches


def run_express_children() -> None:
    """…/asl/antlr/ASLParser.g4: `ExecutionType` of a Distributed Map may only be STANDARD."""
    original = AmazonStateLanguageParser.parse

    def parse(definition):
        return original(re.sub(r'("ExecutionType"\s*:\s*)"EXPRESS"', r'\1"STANDARD"', definition))

    AmazonStateLanguageParser.parse = staticmethod(parse)


ALL = [
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
