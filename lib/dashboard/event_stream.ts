/** One server-sent event. */
export interface ServerEvent {
  /** The event's name: `update`. */
  readonly event: string;
  /** Sent back by a browser that lost the connection. */
  readonly id?: string;
  /** Anything that JSON can hold. */
  readonly data: unknown;
}

/** The bounds of an {@link EventStream}. */
export interface EventStreamOptions {
  /** How many listeners there may be. @default {32} */
  readonly maxClients?: number;
  /** How much may wait for a listener that reads slowly, in bytes. @default {1048576} */
  readonly maxBufferedBytes?: number;
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

const encoder = new TextEncoder();

/**
 * Sends the same events to many listeners (text/event-stream). A listener that doesn't read is cut
 * off when its buffer is full; nobody waits for it.
 */
export class EventStream {
  readonly #maxClients: number;
  readonly #maxBufferedBytes: number;
  readonly #clients = new Set<Controller>();
  #dropped = 0;

  /** A stream without listeners. */
  constructor(options: EventStreamOptions = {}) {
    this.#maxClients = options.maxClients ?? 32;
    this.#maxBufferedBytes = options.maxBufferedBytes ?? 1024 * 1024;
  }

  /** How many listen. */
  get clients(): number {
    return this.#clients.size;
  }

  /** How many were cut off because they didn't read. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The body for a new listener, beginning with `first`; `undefined` when there are enough. */
  open(first: readonly ServerEvent[]): ReadableStream<Uint8Array<ArrayBuffer>> | undefined {
    if (this.#clients.size >= this.#maxClients) return undefined;
    let own: Controller;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        own = controller;
        this.#clients.add(controller);
        this.#push(controller, encoder.encode("retry: 2000\n\n"));
        for (const event of first) this.#push(controller, frameOf(event));
      },
      cancel: () => void this.#clients.delete(own),
    }, new ByteLengthQueuingStrategy({ highWaterMark: this.#maxBufferedBytes }));
  }

  /** Sends an event to all. */
  send(event: ServerEvent): void {
    if (this.#clients.size === 0) return;
    const frame = frameOf(event);
    for (const client of this.#clients) this.#push(client, frame);
  }

  /** Sends a comment, so that dead connections are noticed. */
  beat(): void {
    const frame = encoder.encode(": beat\n\n");
    for (const client of this.#clients) this.#push(client, frame);
  }

  /** Ends all listeners' streams. */
  close(): void {
    for (const client of this.#clients) client.close();
    this.#clients.clear();
  }

  #push(client: Controller, frame: Uint8Array<ArrayBuffer>): void {
    if ((client.desiredSize ?? 0) >= frame.length) return client.enqueue(frame);
    this.#clients.delete(client);
    this.#dropped += 1;
    client.error(new Error("The listener reads too slowly"));
  }
}

/** An event as it goes over the wire. */
export function frameOf({ event, id, data }: ServerEvent): Uint8Array<ArrayBuffer> {
  const lines = [...(id === undefined ? [] : [`id: ${id}`]), `event: ${event}`];
  return encoder.encode(`${lines.join("\n")}\ndata: ${JSON.stringify(data)}\n\n`);
}
