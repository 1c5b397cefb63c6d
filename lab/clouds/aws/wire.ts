/** One request to an AWS service, after the front door has read who called and which service and region were meant. */
export interface WireCall {
  /** The signing name in the credential scope: `ec2`, `sts`, `states`, `events`, `dynamodb`, `ssm`, … */
  readonly service: string;
  /** `Action` of the Query protocol, or the part of `X-Amz-Target` behind the dot. */
  readonly action: string;
  readonly account: string;
  readonly region: string;
  /** ARN of the caller. */
  readonly principal: string;
  /** The raw body: a form for the Query protocol, JSON for the others. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The error code, when it is an error; for the journal. */
  readonly error?: string;
}

/** A service behind the front door. */
export interface AwsService {
  /** Signing name. */
  readonly name: string;
  answer(call: WireCall): Promise<WireAnswer>;
  /** Whether an action changes anything; the journal counts writes by it. */
  isWrite(action: string): boolean;
}

/** An event as EventBridge carries it. */
export interface CloudEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}
