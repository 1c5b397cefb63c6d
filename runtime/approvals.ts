import type { SFNClient } from "@aws-sdk/client-sfn";
import type { ApprovalRequest, Approvals } from "../reconcile/approval-ports.ts";
import { ask } from "./faults.ts";
import type { Table } from "./table.ts";

/** Of a task that has ended, with or without an answer (Step Functions API: SendTaskSuccess). */
const over = /^(TaskTimedOut|TaskDoesNotExist|InvalidToken)$/;

/**
 * Requests in the ledger's table, pk the connection's id, sk `approval`; answers by task token.
 *
 * @param connect gives the client of Step Functions, which few executions need
 */
export function createApprovals(table: Table, connect: () => Promise<SFNClient>): Approvals {
  const waiting = (connection: string) => table.get<ApprovalRequest>(connection, "approval");
  const forget = async (connection: string) => void (await table.remove(connection, "approval"));
  return {
    waiting,
    forget,
    ask: async (request) => void (await table.put(request.connection, "approval", request)),
    async answer({ token }, answer) {
      const { SendTaskSuccessCommand } = await import("@aws-sdk/client-sfn");
      const command = new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(answer) });
      return unlessOver(async () => (await connect()).send(command));
    },
    async void(connection) {
      const request = await waiting(connection);
      if (request === undefined) return;
      const { SendTaskFailureCommand } = await import("@aws-sdk/client-sfn");
      const cause = "tags or networks have changed since the plan was shown";
      const command = new SendTaskFailureCommand({ taskToken: request.token, error: "Superseded", cause });
      await unlessOver(async () => (await connect()).send(command));
      await forget(connection);
    },
  };
}

async function unlessOver(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask("answer an execution that waits", send);
    return true;
  } catch (error) {
    if (error instanceof Error && over.test(error.name)) return false;
    throw error;
  }
}
