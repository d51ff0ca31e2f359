import { waitFor, WorkshopError } from "../../lib/core/mod.ts";
import { type DeadLetter, readDeadLetter, runConsumer } from "../../lib/consumer/mod.ts";
import { connectKafka } from "../../lib/kafka/mod.ts";
import { createProducer } from "../../lib/producer/mod.ts";
import { deadLetterSink } from "../../lib/systems/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";
import type { Asked } from "./verdicts.ts";
import type { Verdict } from "./stub.ts";

/** What became of records that a consumer validated. */
export interface LiveRun {
  readonly events: string;
  readonly letters: string;
  /** Places of the records whose handler was called, `partition/offset`, each with its message. */
  readonly handled: ReadonlyMap<string, number>;
  /** The dead letters by the same places. */
  readonly buried: ReadonlyMap<string, DeadLetter>;
  /** Where each message lies. */
  readonly placeOf: readonly string[];
}

/** A record that validation refused: nothing of it is retried. */
class RefusedError extends WorkshopError {
  readonly stage: string;

  constructor({ stage, pointer, problem }: Extract<Verdict, { valid: false }>) {
    super(`${pointer || "The message"} ${problem}`, { code: "MESSAGE_INVALID" });
    this.stage = stage;
  }
}

const LONGEST_RUN_MS = 20_000;

/** Sends messages, lets a real consumer validate them, and reads what became of each. */
export async function consumeAll(
  context: RunContext,
  messages: readonly Asked[],
  validate: (message: Asked) => Promise<Verdict>,
): Promise<LiveRun> {
  const events = await context.topic("events", 2);
  const letters = await context.topic("letters");
  const placeOf = await send(context, events, messages);
  const messageAt = new Map(placeOf.map((place, at) => [place, at]));
  const handled = new Map<string, number>();
  let problem: { readonly thrown: unknown } | undefined;
  await using opened = new AsyncDisposableStack();
  const kafka = opened.use(connectKafka(context.target.connection));
  const producer = opened.use(await createProducer(kafka, { lingerMs: 0 }));
  const consumer = opened.use(
    await runConsumer(kafka, {
      groupId: context.groupId("validators"),
      topics: [events],
      session: { heartbeatIntervalMs: 500, maxWaitMs: 50 },
      shutdownTimeoutMs: 4000,
      deadLetters: deadLetterSink(producer, letters),
      handler: async ({ partition, offset, value }) => {
        const place = `${partition}/${offset}`;
        const at = messageAt.get(place)!;
        // What lies in the log is what is asked about.
        const verdict = await validate({ ...messages[at]!, bytes: value }).catch((thrown) => {
          problem = { thrown };
          throw thrown;
        });
        if (!verdict.valid) throw new RefusedError(verdict);
        handled.set(place, at);
      },
    }),
  );
  await waitFor(() => {
    const { processed, deadLettered } = consumer.statistics();
    return problem !== undefined || processed + deadLettered >= messages.length;
  }, {
    what: "each record to be handled or buried",
    timeoutMs: LONGEST_RUN_MS,
    signal: context.signal,
  });
  await consumer.stop();
  if (problem !== undefined) throw problem.thrown;
  return { events, letters, handled, buried: await lettersIn(context, letters), placeOf };
}

async function send(
  context: RunContext,
  topic: string,
  messages: readonly Asked[],
): Promise<string[]> {
  const producer = await context.producer({ lingerMs: 1 });
  return await Promise.all(messages.map(async ({ bytes: value }, at) => {
    const { partition, offset } = await producer.send({
      topic,
      partition: at % 2,
      key: null,
      value,
    });
    return `${partition}/${offset}`;
  }));
}

async function lettersIn(
  { kafka }: RunContext,
  topic: string,
): Promise<ReadonlyMap<string, DeadLetter>> {
  const letters = new Map<string, DeadLetter>();
  for await (const record of kafka.read({ topic })) {
    const letter = readDeadLetter(record);
    if (letter === undefined) continue;
    letters.set(`${letter.origin.partition}/${letter.origin.offset}`, letter);
  }
  return letters;
}
