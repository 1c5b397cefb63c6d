import type { Lab } from "../../../../../lab/lab.ts";
import { startLab } from "../../../../../lab/lab.ts";

export const HUB = "111111111111";
export const MEMBER = "222222222222";
export const REGION = "us-east-1";

export function startTestLab(): Promise<Lab> {
  return startLab({ accounts: [HUB, MEMBER], warn: () => undefined });
}

/** What an SDK client needs to talk to the lab as an account's root user. */
export function clientConfig(lab: Lab, account = HUB, region = REGION) {
  const credentials = { accessKeyId: `LABK${account}`, secretAccessKey: "any" };
  return { endpoint: lab.endpoint, region, credentials, maxAttempts: 1 };
}

export interface JsonCall {
  readonly service: string;
  /** As in `X-Amz-Target`. */
  readonly target: string;
  readonly input: unknown;
  readonly accessKeyId?: string;
}

/** A call to a service that speaks AWS JSON, made by hand. */
export async function callJson(lab: Lab, { service, target, input, accessKeyId = `LABK${HUB}` }: JsonCall) {
  const response = await fetch(lab.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=x`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: await response.json() };
}
