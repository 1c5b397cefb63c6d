import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Workflows } from "../reconcile/ports.ts";
import { ask } from "./faults.ts";

export interface MachineArns {
  /** Joins two networks. */
  readonly connectNetworks: string;
  /** Starts one round of connections after the other; known to the function that starts it alone. */
  readonly connectRounds?: string;
}

interface Start {
  readonly machine: string;
  readonly name: string;
  readonly input: unknown;
}

export function createWorkflows(client: SFNClient, { connectNetworks, connectRounds }: MachineArns): Workflows {
  return {
    startConnection: ({ connection, requester, accepter, generation }) =>
      start({
        machine: connectNetworks,
        name: `${connection}-${generation}`,
        input: { requester, accepter, generation },
      }),
    async startRounds(generation) {
      if (connectRounds === undefined) throw new Error("ROUNDS_MACHINE_ARN is not set");
      return start({ machine: connectRounds, name: `rounds-${generation}`, input: { generation } });
    },
  };

  async function start({ machine, name, input }: Start): Promise<"running" | "ended"> {
    try {
      const command = new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) });
      await ask(`start the execution ${name}`, () => client.send(command));
      return "running";
    } catch (error) {
      // The same name and input while it runs is answered as success (Step Functions API: StartExecution).
      if (error instanceof ExecutionAlreadyExists) return "ended";
      throw error;
    }
  }
}
