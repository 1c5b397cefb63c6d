/** Where our flow logs go, in every account and region of AWS. */
export const flowLogGroup = "/crosspeer/flow-logs";

/** Days for which flow logs are kept where we can say so, which is in Azure. */
export const flowLogDays = 30;

/** The role by which EC2 writes there; the stacks make it in every account. */
export const flowLogRole = "crosspeer-flow-logs";
