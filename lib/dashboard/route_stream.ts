import { type Clock, messageOf, systemClock } from "../core/mod.ts";
import { redactText } from "../monitoring/mod.ts";
import { frameOf, type ServerEvent } from "./event_stream.ts";
import type { RouteCall } from "./routing.ts";

/** Sends events to the one page that asked. */
export interface EventSender {
  /** How many events found no room since the start: the page is told by a `dropped` event. */
  readonly dropped: number;
  /** How many bytes still find room. */
  readonly room: number;
  /** Sends an event, or drops and counts it when what waits for the page is too much already. */
  send(event: ServerEvent): boolean;
}

/** The bounds of a stream. */
export interface RouteStreamOptions {
  /** How much may wait for a page that reads slowly, in bytes. @default {1048576} */
  readonly maxBufferedBytes?: number;
  /** Time between two comments that keep the connection, in milliseconds. @default {15000} */
  readonly beatMs?: number;
  /** A page that has read nothing for so long is cut off, in milliseconds. @default {30000} */
  readonly stuckMs?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * Answers with a stream of events for one page: `run` sends until it returns or its signal ends. A
 * page that reads too slowly misses events and is told how many; one that doesn't read at all is
 * cut off. An error that `run` throws goes to the page as a `failure` event with its sentence.
 */
export function streamEvents(
  call: RouteCall,
  run: (sender: EventSender, signal: AbortSignal) => Promise<void>,
  options: RouteStreamOptions = {},
): Response {
  const { maxBufferedBytes = 1024 * 1024 } = options;
  const stop = new AbortController();
  const end = () => stop.abort();
  if (call.signal.aborted) end();
  call.signal.addEventListener("abort", end, { once: true });
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      const sender = new Sender(controller);
      controller.enqueue(encoder.encode("retry: 2000\n\n"));
      beat(sender, { ...options, stop });
      const running = run(sender, stop.signal).catch((error) => {
        if (stop.signal.aborted) return;
        sender.send({ event: "failure", data: { message: redactText(messageOf(error)) } });
      }).finally(() => {
        call.signal.removeEventListener("abort", end);
        end();
        sender.close();
      });
      call.waitUntil(running);
    },
    cancel: end,
  }, new ByteLengthQueuingStrategy({ highWaterMark: maxBufferedBytes }));
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

const encoder = new TextEncoder();

class Sender implements EventSender {
  readonly #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  #dropped = 0;
  #told = 0;
  #closed = false;

  constructor(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) {
    this.#controller = controller;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get room(): number {
    return this.#closed ? 0 : Math.max(0, this.#controller.desiredSize ?? 0);
  }

  send(event: ServerEvent): boolean {
    const frame = frameOf(event);
    if (this.room < frame.length + NOTICE_BYTES) {
      this.#dropped += 1;
      return false;
    }
    if (this.#told !== this.#dropped) {
      this.#told = this.#dropped;
      this.#controller.enqueue(frameOf({ event: "dropped", data: { total: this.#dropped } }));
    }
    this.#controller.enqueue(frame);
    return true;
  }

  beat(): void {
    if (this.room > 0) this.#controller.enqueue(encoder.encode(": beat\n\n"));
  }

  close(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      if (error === undefined) this.#controller.close();
      else this.#controller.error(error);
    } catch {
      // the page has gone by itself
    }
  }
}

/** Room that is kept for the notice of what was dropped. */
const NOTICE_BYTES = 100;

async function beat(
  sender: Sender,
  { stop, ...options }: RouteStreamOptions & { readonly stop: AbortController },
): Promise<void> {
  const { beatMs = 15_000, stuckMs = 30_000, clock = systemClock } = options;
  let room = sender.room;
  let readAtMs = clock.monotonicMs();
  while (!stop.signal.aborted) {
    await clock.sleep(beatMs, stop.signal).catch(() => {});
    if (stop.signal.aborted) return;
    // room shrinks with what is sent and grows only by reading
    if (sender.room > room || sender.room > NOTICE_BYTES * 2) readAtMs = clock.monotonicMs();
    room = sender.room;
    if (clock.monotonicMs() - readAtMs >= stuckMs) {
      sender.close(new Error("The page reads nothing"));
      stop.abort();
      return;
    }
    sender.beat();
  }
}
