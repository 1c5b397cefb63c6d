"""Prints, as JSON, the policies of every role of crosspeer in an account, as deployed: {role's ARN: {trust, policies}}.

    policies.py ENDPOINT ACCOUNT
"""

import ast
import json
import sys

import boto3

endpoint, account = sys.argv[1:]
iam = boto3.client(
    "iam",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id=f"LABK{account}",
    aws_secret_access_key="any",
)


def inline_policy(role, name):
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    # Of a role's own `Policies`, moto's CloudFormation writes down what Python prints of them.
    return ast.literal_eval(document) if isinstance(document, str) else document


roles = [role for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]]
print(
    json.dumps(
        {
            role["Arn"]: {
                "trust": role["AssumeRolePolicyDocument"],
                "policies": [
                    inline_policy(role["RoleName"], name)
                    for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
                ],
            }
            for role in roles
            if role["RoleName"].startswith("crosspeer")
        }
    )
)
