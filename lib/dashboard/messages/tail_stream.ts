import { type Clock, systemClock, WorkshopError } from "../../core/mod.ts";
import type { RouteCall } from "../routing.ts";
import { streamEvents } from "../route_stream.ts";
import type { RecordDecoder } from "./decoder.ts";
import type { Filter } from "./filter.ts";
import type { RecordsDeps } from "./ports.ts";
import { RecordMatcher } from "./record_matcher.ts";
import { recordLine } from "./record_view.ts";
import { Tail, type TailTick } from "./tail.ts";

/** What a tail follows. */
export interface TailQuery {
  readonly topic: string;
  readonly partitions?: readonly number[];
  readonly filter?: Filter;
  readonly uncommitted?: boolean;
}

const TICK_MS = 400;
/** After so many silent ticks it is asked whether the topic is still there, and again. */
const TICKS_TO_LOOK = 5;
/** Less room than this means that the page reads slowly: it gets no more for now. */
const ROOM_BYTES = 256 * 1024;

/** Answers with what comes into a topic from now on, as a stream of `records` events. */
export function tailStream(
  deps: RecordsDeps & { readonly clock?: Clock },
  query: TailQuery,
  call: RouteCall,
): Response {
  const { kafka, decoder, clock = systemClock } = deps;
  const { topic, partitions, uncommitted = false } = query;
  return streamEvents(call, async (sender, signal) => {
    const tail = new Tail(new RecordMatcher(query.filter, decoder));
    await using session = await kafka.assign({
      ...(partitions === undefined
        ? { topics: [topic] }
        : { partitions: partitions.map((partition) => ({ topic, partition })) }),
      startAt: "latest",
      isolationLevel: uncommitted ? "read_uncommitted" : "read_committed",
      maxWaitMs: 500,
      onBatch: ({ records }) => tail.push(records),
      onWarning: ({ message }) => void sender.send({ event: "warning", data: { message } }),
    });
    sender.send({ event: "following", data: { topic } });
    const failed = session.closed.then(() => {});
    failed.catch(() => {});
    let missed = 0;
    let silent = 0;
    while (!signal.aborted) {
      await Promise.race([clock.sleep(TICK_MS, signal).catch(() => {}), failed]);
      if (signal.aborted) return;
      const tick = tail.tick();
      silent = tick.seen === 0 ? silent + 1 : 0;
      if (silent > 0 && silent % TICKS_TO_LOOK === 0) await demandTopic(deps.admin, topic);
      if (tick.seen === 0 && missed === 0) continue;
      if (sender.room < ROOM_BYTES) {
        missed += tick.dropped + tick.records.length;
        continue;
      }
      const sent = sender.send({ event: "records", data: await shown(tick, missed, decoder) });
      missed = sent ? 0 : missed + tick.dropped + tick.records.length;
    }
  });
}

/** A topic that was deleted is silent for ever; a cluster that is away may come back. */
async function demandTopic(admin: RecordsDeps["admin"], topic: string): Promise<void> {
  try {
    await admin.describeTopic(topic);
  } catch (error) {
    if (!(error instanceof WorkshopError) || error.code !== "UNKNOWN_TOPIC_OR_PARTITION") return;
    throw new WorkshopError(`Topic ${topic} is not there any more: the tail has ended`, {
      code: error.code,
      cause: error,
    });
  }
}

async function shown(tick: TailTick, missed: number, decoder: RecordDecoder) {
  const { seen, dropped, unchecked } = tick;
  const records = await Promise.all(tick.records.map((record) => recordLine(record, decoder)));
  return { records, seen, dropped: dropped + missed, unchecked };
}
