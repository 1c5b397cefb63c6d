import { createHash } from "node:crypto";
import * as z from "zod";
import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";
import { jsonService, reads, writes } from "../json-protocol.ts";
import { arnAt, type Place, placeOf } from "../scoped.ts";
import type { AwsService } from "../wire.ts";

export interface Message {
  readonly MessageId: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue?: string }>>;
}

interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  messages: Message[];
}

const ByUrl = z.object({ QueueUrl: z.string() });
const Attribute = z.object({ DataType: z.string(), StringValue: z.string().optional() });
const Send = ByUrl.extend({
  MessageBody: z.string().min(1),
  MessageAttributes: z.record(z.string(), Attribute).optional(),
});
const Receive = ByUrl.extend({ MaxNumberOfMessages: z.int().min(1).max(10).default(1) });
const Delete = ByUrl.extend({ ReceiptHandle: z.string() });

/** Queues, as far as dead letters need them: a message that was received stays until it is deleted. */
export class Sqs {
  readonly service: AwsService;
  readonly #queues = new Map<string, Queue>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.service = this.#service();
  }

  create(place: Place, name: string): Queue {
    const url = `https://sqs.${place.region}.amazonaws.com/${place.account}/${name}`;
    const queue: Queue = { name, arn: arnAt(place, "sqs", name), url, messages: [] };
    this.#queues.set(queue.arn, queue);
    return queue;
  }

  /** Throws QueueDoesNotExist. */
  send(arn: string, body: string, attributes: Message["MessageAttributes"] = {}): Message {
    const message = {
      MessageId: this.#random.uuid(),
      Body: body,
      MD5OfBody: createHash("md5").update(body).digest("hex"),
      MessageAttributes: attributes,
    };
    this.#byArn(arn).messages.push(message);
    return message;
  }

  /** The same, by the queue's URL. */
  sendTo(url: string, body: string): Message {
    return this.send(this.#byUrl(url).arn, body);
  }

  #byArn(arn: string): Queue {
    const queue = this.#queues.get(arn);
    if (queue === undefined) {
      throw new AwsError("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");
    }
    return queue;
  }

  #byUrl(url: string): Queue {
    return this.#byArn([...this.#queues.values()].find((queue) => queue.url === url)?.arn ?? "");
  }

  #service(): AwsService {
    return jsonService({
      name: "sqs",
      version: "1.0",
      actions: {
        SendMessage: writes(Send, ({ QueueUrl, MessageBody, MessageAttributes }) => {
          const sent = this.send(this.#byUrl(QueueUrl).arn, MessageBody, attributes(MessageAttributes ?? {}));
          return { MessageId: sent.MessageId, MD5OfMessageBody: sent.MD5OfBody };
        }),
        ReceiveMessage: reads(Receive, ({ QueueUrl, MaxNumberOfMessages }) => ({
          Messages: this.#byUrl(QueueUrl)
            .messages.slice(0, MaxNumberOfMessages)
            .map((message) => ({ ...message, ReceiptHandle: message.MessageId })),
        })),
        DeleteMessage: writes(Delete, ({ QueueUrl, ReceiptHandle }) => {
          const queue = this.#byUrl(QueueUrl);
          queue.messages = queue.messages.filter(({ MessageId }) => MessageId !== ReceiptHandle);
        }),
        GetQueueAttributes: reads(ByUrl, ({ QueueUrl }) => {
          const { arn, messages } = this.#byUrl(QueueUrl);
          return { Attributes: { QueueArn: arn, ApproximateNumberOfMessages: String(messages.length) } };
        }),
        GetQueueUrl: reads(z.object({ QueueName: z.string() }), ({ QueueName }, call) => ({
          QueueUrl: this.#byArn(arnAt(call, "sqs", QueueName)).url,
        })),
        ListQueues: reads(z.object({}), (_input, call) => ({
          QueueUrls: [...this.#queues.values()].filter(({ arn }) => isAt(arn, call)).map(({ url }) => url),
        })),
      },
    });
  }
}

function isAt(arn: string, place: Place): boolean {
  const { account, region } = placeOf(arn);
  return account === place.account && region === place.region;
}

function attributes(given: Record<string, z.infer<typeof Attribute>>): Message["MessageAttributes"] {
  return Object.fromEntries(
    Object.entries(given).map(([name, { DataType, StringValue }]) => [
      name,
      { DataType, ...(StringValue === undefined ? {} : { StringValue }) },
    ]),
  );
}
