import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Workflows } from "../reconcile/ports.ts";
import { ask } from "./faults.ts";

/** Starts executions of the machine that joins two networks. */
export function createWorkflows(client: SFNClient, machine: string): Workflows {
  return {
    async startConnection({ connection, requester, accepter, generation }) {
      try {
        const command = new StartExecutionCommand({
          stateMachineArn: machine,
          name: `${connection}-${generation}`,
          input: JSON.stringify({ requester, accepter, generation }),
        });
        await ask(`start an execution for ${connection}`, () => client.send(command));
        return "running";
      } catch (error) {
        // The same name and input while it runs is answered as success (Step Functions API: StartExecution).
        if (error instanceof ExecutionAlreadyExists) return "ended";
        throw error;
      }
    },
  };
}
