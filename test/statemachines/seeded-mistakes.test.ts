import { checkDefinition } from "./check-definition.ts";

const transient = retry("Throttled", "NotYetVisible", "Busy");
const transientLambda = retry(
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
  "Lambda.Unknown",
  "Sandbox.Timedout",
);

/** A small machine with nothing wrong. */
const sound = JSON.stringify({
  Comment: "Reads a peering until it is active",
  QueryLanguage: "JSONata",
  StartAt: "ReadPeering",
  TimeoutSeconds: 900,
  States: {
    ReadPeering: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: {
        FunctionName: substitution("ReadPeeringFunctionArn"),
        Payload: { peering: "{% $states.input.peering %}" },
      },
      TimeoutSeconds: 70,
      Retry: [transient, transientLambda],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "PeeringFailed" }],
      Assign: { phase: "{% $lowercase($states.result.Payload.phase) %}" },
      Next: "IsPeeringActive",
    },
    IsPeeringActive: {
      Type: "Choice",
      Choices: [{ Condition: "{% $phase = 'active' %}", Next: "Done" }],
      Default: "WaitForPeering",
    },
    WaitForPeering: { Type: "Wait", Seconds: 5, Next: "ReadPeering" },
    Done: { Type: "Succeed" },
    PeeringFailed: { Type: "Fail", Error: "Refused" },
  },
});

describe("checkDefinition", () => {
  it("given a sound machine, then nothing is found", () => {
    expect(checkDefinition(sound)).toEqual({});
  });

  it.each([
    { mistake: "a way to nowhere", swap: ['"Next":"Done"', '"Next":"Finished"'], by: "asl-validator" },
    { mistake: "a start that is not there", swap: ['"StartAt":"ReadPeering"', '"StartAt":"Read"'], by: "interpreter" },
    { mistake: "a catch to nowhere", swap: ['"Next":"PeeringFailed"', '"Next":"Failed"'], by: "asl-validator" },
    {
      mistake: "a state that nothing leads to",
      swap: ['"Default":"WaitForPeering"', '"Default":"Done"'],
      by: "asl-validator",
    },
    { mistake: "an end and a way on", swap: ['"Seconds":5,', '"Seconds":5,"End":true,'], by: "asl-validator" },
    { mistake: "a type that does not exist", swap: ['"Type":"Succeed"', '"Type":"Success"'], by: "asl-validator" },
    { mistake: "an unknown field", swap: ['"Seconds":5,', '"Seconds":5,"Secnods":5,'], by: "interpreter" },
    { mistake: "a field of JSONPath", swap: ['"Seconds":5,', '"Seconds":5,"ResultPath":"$.x",'], by: "interpreter" },
    { mistake: "a key of JSONPath", swap: ['"peering":"{%', '"peering.$":"$.peering","p":"{%'], by: "house-rule" },
    { mistake: "a value of JSONPath", swap: ["{% $states.input.peering %}", "$.peering"], by: "house-rule" },
    { mistake: "the language left out", swap: ['"QueryLanguage":"JSONata",', ""], by: "interpreter" },
    { mistake: "broken JSONata", swap: ["$phase = 'active'", "$phase = = 'active'"], by: "asl-validator" },
    {
      mistake: "an expression without its marks",
      swap: ["{% $phase = 'active' %}", "$phase = 'active'"],
      by: "interpreter",
    },
    { mistake: "an unknown function", swap: ["$lowercase(", "$toLower("], by: "unknown-name" },
    { mistake: "a function that Step Functions turns off", swap: ["$lowercase(", "$eval("], by: "unknown-name" },
    { mistake: "a variable that nothing assigns", swap: ["$phase = ", "$phaze = "], by: "unknown-name" },
    { mistake: "a state written twice", swap: ['"Done":{', '"Done":{"Type":"Succeed"},"Done":{'], by: "twice-named" },
    {
      mistake: "a misspelt substitution",
      swap: ["ReadPeeringFunctionArn", "ReadPeeringFnArn"],
      by: "unknown-substitution",
    },
    {
      mistake: "another step's function",
      swap: ["ReadPeeringFunctionArn", "RoutePeeringFunctionArn"],
      by: "house-rule",
    },
    { mistake: "an integration of no use to us", swap: [":::lambda:invoke", ":::sqs:sendMessage"], by: "house-rule" },
    { mistake: "a task without a timeout", swap: ['"TimeoutSeconds":70,', ""], by: "house-rule" },
    { mistake: "a machine without a timeout", swap: ['"TimeoutSeconds":900,', ""], by: "house-rule" },
    { mistake: "no comment", swap: ['"Comment":"Reads a peering until it is active",', ""], by: "house-rule" },
    { mistake: "a retry of everything", swap: ['"Busy"]', '"Busy","States.TaskFailed"]'], by: "house-rule" },
    { mistake: "States.ALL among other errors", swap: ['"Busy"]', '"Busy","States.ALL"]'], by: "interpreter" },
    { mistake: "a fault not retried", swap: ['"Throttled","NotYetVisible"', '"Throttled"'], by: "house-rule" },
    { mistake: "a fault that nobody throws", swap: ['"Throttled"', '"Throttled","Trottled"'], by: "house-rule" },
    { mistake: "a retry without jitter", swap: ['"JitterStrategy":"FULL",', ""], by: "house-rule" },
    { mistake: "a retry without a longest delay", swap: [',"MaxDelaySeconds":30', ""], by: "house-rule" },
    { mistake: "no catch", swap: [/"Catch":\[.*?\],(?="Assign")/, ""], by: "house-rule" },
    { mistake: "a catch of some errors only", swap: ['["States.ALL"]', '["Refused"]'], by: "house-rule" },
    { mistake: "a choice named as a task", swap: [/IsPeeringActive/g, "CheckPeering"], by: "house-rule" },
    { mistake: "a wait named as a task", swap: [/WaitForPeering/g, "Pause"], by: "house-rule" },
    { mistake: "a state not in PascalCase", swap: [/Done/g, "all done"], by: "house-rule" },
  ] as const)("given $mistake, then $by finds it", ({ swap: [right, wrong], by }) => {
    const seeded = sound.replace(right, () => wrong);
    expect(seeded).not.toBe(sound);
    expect(Object.keys(checkDefinition(seeded))).toContain(by);
  });
});

function substitution(name: string): string {
  return `\${${name}}`;
}

function retry(...ErrorEquals: readonly string[]) {
  return { ErrorEquals, IntervalSeconds: 2, JitterStrategy: "FULL", MaxDelaySeconds: 30 };
}
