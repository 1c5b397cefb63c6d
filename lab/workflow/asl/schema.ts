import * as z from "zod";

/** The fields of the dialect that is run here. Objects are strict: a field that is not listed is refused, not skipped. */
const Expression = z.string().regex(/^\{%[\s\S]*%\}$/, "not a JSONata expression between {% and %}");
const NumberOrExpression = z.union([z.number().nonnegative(), Expression]);
const Template = z.json();
const Assign = z.record(z.string(), z.json());
const ErrorEquals = z.array(z.string()).min(1);

const Common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal("JSONata").optional(),
};
const Flow = { ...Common, Next: z.string().optional(), End: z.boolean().optional() };
const Result = { Output: Template.optional(), Assign: Assign.optional() };

const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals,
  IntervalSeconds: z.int().positive().optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxAttempts: z.int().min(0).optional(),
  MaxDelaySeconds: z.int().positive().optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).optional(),
});
const Catcher = z.strictObject({ Comment: z.string().optional(), ErrorEquals, Next: z.string(), ...Result });
const Handlers = { Retry: z.array(Retrier).optional(), Catch: z.array(Catcher).optional() };

const ChoiceRule = z.strictObject({
  Comment: z.string().optional(),
  Condition: z.union([z.boolean(), Expression]),
  Next: z.string(),
  ...Result,
});

const Pass = z.strictObject({ Type: z.literal("Pass"), ...Flow, ...Result });
const Succeed = z.strictObject({ Type: z.literal("Succeed"), ...Common, Output: Template.optional() });
const Fail = z.strictObject({
  Type: z.literal("Fail"),
  ...Common,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
const Wait = z.strictObject({
  Type: z.literal("Wait"),
  ...Flow,
  ...Result,
  Seconds: NumberOrExpression.optional(),
  Timestamp: z.string().optional(),
});
const Choice = z.strictObject({
  Type: z.literal("Choice"),
  ...Common,
  ...Result,
  Choices: z.array(ChoiceRule).min(1),
  Default: z.string().optional(),
});
const Task = z.strictObject({
  Type: z.literal("Task"),
  ...Flow,
  ...Result,
  ...Handlers,
  Resource: z
    .string()
    .regex(/^arn:[\w-]+:(states:::|lambda:[^:]*:\d*:function:)/, "neither a service integration nor a Lambda function"),
  Arguments: Template.optional(),
  TimeoutSeconds: NumberOrExpression.optional(),
  HeartbeatSeconds: NumberOrExpression.optional(),
});
const ParallelFields = z.strictObject({
  Type: z.literal("Parallel"),
  ...Flow,
  ...Result,
  ...Handlers,
  Arguments: Template.optional(),
});
const MapFields = z.strictObject({
  Type: z.literal("Map"),
  ...Flow,
  ...Result,
  ...Handlers,
  Items: z.union([z.array(z.json()), Expression]).optional(),
  ItemSelector: Template.optional(),
  MaxConcurrency: NumberOrExpression.optional(),
  ToleratedFailureCount: NumberOrExpression.optional(),
  ToleratedFailurePercentage: NumberOrExpression.optional(),
});

/** States that run from one to an end: a branch, an item processor, or a whole machine. */
export interface Branch {
  Comment?: string | undefined;
  StartAt: string;
  States: Record<string, State>;
}
interface ParallelState extends z.infer<typeof ParallelFields> {
  Branches: Branch[];
}
interface MapState extends z.infer<typeof MapFields> {
  ItemProcessor: Branch & { ProcessorConfig?: { Mode: "INLINE" | "DISTRIBUTED" } | undefined };
}
type Leaf = typeof Pass | typeof Task | typeof Choice | typeof Wait | typeof Succeed | typeof Fail;
export type State = z.infer<Leaf> | ParallelState | MapState;
export type StateOf<Type extends State["Type"]> = Extract<State, { Type: Type }>;

const States: z.ZodType<Record<string, State>> = z.lazy(() => z.record(z.string(), StateSchema));
const Steps = { Comment: z.string().optional(), StartAt: z.string(), States };
const Parallel = ParallelFields.extend({ Branches: z.array(z.strictObject(Steps)).min(1) });
const MapSchema = MapFields.extend({
  ItemProcessor: z.strictObject({
    ...Steps,
    ProcessorConfig: z
      .discriminatedUnion("Mode", [
        z.strictObject({ Mode: z.literal("INLINE") }),
        z.strictObject({ Mode: z.literal("DISTRIBUTED"), ExecutionType: z.literal("EXPRESS") }),
      ])
      .optional(),
  }),
});
const StateSchema = z.discriminatedUnion("Type", [Pass, Task, Choice, Wait, Parallel, MapSchema, Succeed, Fail]);

export const MachineSchema = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal("JSONata").optional(),
  Version: z.literal("1.0").optional(),
  TimeoutSeconds: z.int().positive().optional(),
  StartAt: z.string(),
  States,
});

export type Machine = z.infer<typeof MachineSchema>;
export type Retrier = z.infer<typeof Retrier>;
export type Catcher = z.infer<typeof Catcher>;
