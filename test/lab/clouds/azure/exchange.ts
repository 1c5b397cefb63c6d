import type { Exchange } from "../../../../lab/clouds/azure/server.ts";

/** An exchange as checks see it, whether the lab or a recording had it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What went over the wire, read again from its JSON. */
export function seen({ request, url, answer }: Exchange): Seen {
  return {
    ...{ method: request.method, url, status: answer.status, headers: answer.headers },
    requestBody: request.body.startsWith("{") ? JSON.parse(request.body) : undefined,
    body: answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body)),
  };
}
