import { connectionBetween } from "../connections.ts";
import { type ExitCode, exitCodes, type Session } from "../session.ts";

interface Answering {
  readonly one: string;
  readonly other: string;
  /** The digest of the plan that whoever answers was shown. */
  readonly plan: string;
  readonly reason?: string;
}

export function approve(session: Session, answering: Answering): Promise<ExitCode> {
  return answer(session, answering, "approved");
}

export function reject(session: Session, answering: Answering): Promise<ExitCode> {
  return answer(session, answering, "rejected");
}

/** Answers the execution that waits; with who is asking, as AWS knows them. */
async function answer(
  { hub, terminal }: Session,
  { one, other, plan, reason }: Answering,
  verdict: "approved" | "rejected",
): Promise<ExitCode> {
  const record = await connectionBetween(hub, one, other);
  const request = record && (await hub.approvals.waiting(record.id));
  if (request === undefined) throw new Error(`nothing of ${one} and ${other} waits for an approval`);
  if (request.plan !== plan) {
    throw new Error(`what waits is plan ${request.plan} and not ${plan}: look at it first, see crosspeer plan`);
  }
  const told = { plan, verdict, actor: hub.caller, ...(reason === undefined ? {} : { reason }) };
  if (!(await hub.approvals.answer(request, told))) throw new Error(`plan ${plan} waits no longer`);
  terminal.out(`plan ${plan} of ${one} and ${other} ${verdict}`);
  return exitCodes.ok;
}
