import { createConnection, type Socket } from "node:net";

/** A section of a message: strings, lists and sections by name. */
export interface Section {
  readonly [name: string]: string | readonly string[] | Section | undefined;
}

/** Packets and elements of strongSwan's Versatile IKE Control Interface (README.md of its vici plugin). */
const packets = { request: 0, response: 1, register: 3, unregister: 4, confirm: 5, event: 7 } as const;
const elements = { sectionStart: 1, sectionEnd: 2, keyValue: 3, listStart: 4, listItem: 5, listEnd: 6 } as const;

interface Waiting {
  readonly resolve: (body: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** A connection to one charon. */
export class Vici {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #unread: Buffer = Buffer.alloc(0);
  #onEvent: (body: Section) => void = () => undefined;
  #streaming: Promise<unknown> = Promise.resolve();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data) => this.#read(data));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error("charon is gone"));
    });
  }

  /** @throws Error while charon does not listen */
  static connect(path: string): Promise<Vici> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(path);
      socket.once("error", reject);
      socket.once("connect", () => resolve(new Vici(socket)));
    });
  }

  /** @throws Error with charon's words when it refuses */
  async command(name: string, message: Section = {}): Promise<Section> {
    const answer = decode(await this.#send(packets.request, name, encode(message)));
    if (answer["success"] === "no") throw new Error(`${name}: ${answer["errmsg"]}`);
    return answer;
  }

  /** A command whose answer comes as events, one after another; streams wait for each other. */
  stream(name: string, event: string): Promise<readonly Section[]> {
    const events = this.#streaming.then(() => this.#stream(name, event));
    this.#streaming = events.catch(() => undefined);
    return events;
  }

  async #stream(name: string, event: string): Promise<readonly Section[]> {
    const events: Section[] = [];
    this.#onEvent = (body) => events.push(body);
    await this.#send(packets.register, event);
    await this.command(name);
    await this.#send(packets.unregister, event);
    return events;
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(type: number, name: string, body: Buffer = Buffer.alloc(0)): Promise<Buffer> {
    if (this.#socket.destroyed) return Promise.reject(new Error("charon is gone"));
    const packet = Buffer.concat([Buffer.from([type]), short(name), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(packet.length);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#socket.write(Buffer.concat([length, packet]));
    });
  }

  #read(data: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, data]);
    while (this.#unread.length >= 4 && this.#unread.length >= 4 + this.#unread.readUInt32BE(0)) {
      const end = 4 + this.#unread.readUInt32BE(0);
      this.#take(this.#unread.subarray(4, end));
      this.#unread = this.#unread.subarray(end);
    }
  }

  #take(packet: Buffer): void {
    const type = packet.readUInt8(0);
    if (type === packets.event) {
      this.#onEvent(decode(packet.subarray(2 + packet.readUInt8(1))));
      return;
    }
    const waiting = this.#waiting.shift();
    if (type === packets.response || type === packets.confirm) waiting?.resolve(packet.subarray(1));
    else waiting?.reject(new Error("charon does not know this command"));
  }
}

function short(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function long(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

export function encode(section: Section): Buffer {
  const parts = Object.entries(section).flatMap(([name, value]): Buffer[] => {
    const start = (element: number) => Buffer.concat([Buffer.from([element]), short(name)]);
    if (value === undefined) return [];
    if (typeof value === "string") return [start(elements.keyValue), long(value)];
    if (!isList(value)) return [start(elements.sectionStart), encode(value), Buffer.from([elements.sectionEnd])];
    const items = value.flatMap((item) => [Buffer.from([elements.listItem]), long(item)]);
    return [start(elements.listStart), ...items, Buffer.from([elements.listEnd])];
  });
  return Buffer.concat(parts);
}

function isList(value: readonly string[] | Section): value is readonly string[] {
  return Array.isArray(value);
}

export function decode(bytes: Buffer): Section {
  return new Reader(bytes).section();
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  section(): Section {
    const read: [string, Section[string]][] = [];
    while (this.#at < this.#bytes.length) {
      const element = this.#byte();
      if (element === elements.sectionEnd) break;
      const name = this.#text(this.#byte());
      if (element === elements.keyValue) read.push([name, this.#text(this.#length())]);
      else if (element === elements.listStart) read.push([name, this.#list()]);
      else read.push([name, this.section()]);
    }
    return Object.fromEntries(read);
  }

  #list(): string[] {
    const items: string[] = [];
    while (this.#byte() === elements.listItem) items.push(this.#text(this.#length()));
    return items;
  }

  #byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  #length(): number {
    this.#at += 2;
    return this.#bytes.readUInt16BE(this.#at - 2);
  }

  #text(length: number): string {
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }
}
