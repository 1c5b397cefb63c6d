import { AwsError } from "./aws-error.ts";
import type { AwsService, WireAnswer, WireCall } from "./wire.ts";

/** A value of an answer in the Query protocol: lists are wrapped in `<member>`. */
export type XmlValue =
  | string
  | number
  | boolean
  | readonly XmlValue[]
  | { readonly [key: string]: XmlValue | undefined };

export interface QueryAction {
  readonly write: boolean;
  run(form: URLSearchParams, call: WireCall): XmlValue;
}

export interface QueryService {
  readonly name: string;
  readonly namespace: string;
  readonly requestId: () => string;
  readonly actions: Readonly<Record<string, QueryAction>>;
}

/** A service that speaks the Query protocol of STS and IAM: a form in, XML out. EC2 has its own dialect. */
export function queryService({ name, namespace, requestId, actions }: QueryService): AwsService {
  return {
    name,
    isWrite: (action) => actions[action]?.write ?? false,
    async answer(call) {
      try {
        const action = actions[call.action];
        if (action === undefined) throw new AwsError("InvalidAction", `the lab has no ${name}:${call.action}`);
        const result = action.run(new URLSearchParams(call.body), call);
        const metadata = `<ResponseMetadata><RequestId>${requestId()}</RequestId></ResponseMetadata>`;
        const body = `<${call.action}Result>${xml(result)}</${call.action}Result>${metadata}`;
        return xmlAnswer(200, `<${call.action}Response xmlns="${namespace}">${body}</${call.action}Response>`);
      } catch (error) {
        if (error instanceof AwsError) return queryError(error, requestId());
        throw error;
      }
    },
  };
}

/** A required field of the form. */
export function required(form: URLSearchParams, field: string): string {
  const value = form.get(field);
  if (value === null || value === "") throw new AwsError("ValidationError", `the request must contain ${field}`);
  return value;
}

export function queryError(error: AwsError, requestId: string): WireAnswer {
  const type = error.status >= 500 ? "Receiver" : "Sender";
  const detail = `<Type>${type}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const body = `<ErrorResponse><Error>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { ...xmlAnswer(error.status, body), error: error.code };
}

/** An error in EC2's dialect. */
export function ec2Error(error: AwsError, requestId: string): WireAnswer {
  const detail = `<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
  const body = `<Response><Errors>${detail}</Errors><RequestID>${requestId}</RequestID></Response>`;
  return { ...xmlAnswer(error.status, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`), error: error.code };
}

function xmlAnswer(status: number, body: string): WireAnswer {
  return { status, headers: { "content-type": "text/xml" }, body };
}

function xml(value: XmlValue): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join("");
  if (typeof value !== "object") return escapeXml(String(value));
  return Object.entries(value)
    .filter((entry): entry is [string, XmlValue] => entry[1] !== undefined)
    .map(([key, item]) => `<${key}>${xml(item)}</${key}>`)
    .join("");
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
