import { assertEquals, assertThrows } from "@std/assert";
import { RequestError } from "../errors.ts";
import { nextSequence, type ProducerBatch, ProducerStates } from "./producer_state.ts";

const MAX = 0x7fff_ffff;

function batch(firstSequence: number, lastSequence: number, producerEpoch = 0): ProducerBatch {
  return { producerId: 7, producerEpoch, firstSequence, lastSequence, transactional: false };
}

/** Appends batches as a log does and hands out rising offsets. */
class Appender {
  readonly states = new ProducerStates();
  #nextOffset = 0;

  append(next: ProducerBatch): number {
    const repeat = this.states.check(next);
    if (repeat !== undefined) return repeat.baseOffset;
    const baseOffset = this.#nextOffset;
    this.#nextOffset += next.lastSequence - next.firstSequence + 1;
    const lastOffset = this.#nextOffset - 1;
    this.states.appended(next, { baseOffset, lastOffset, timestampMs: 1 });
    return baseOffset;
  }

  refusal(next: ProducerBatch): string {
    return assertThrows(() => this.append(next), RequestError).code;
  }
}

Deno.test("a partition that knows nothing of a producer takes any sequence", () => {
  assertEquals(new Appender().append(batch(40, 49, 3)), 0);
});

Deno.test("a repeat of one of the last five batches gets its offset of then", () => {
  const log = new Appender();
  const offsets = [0, 1, 2, 3, 4].map((sequence) => log.append(batch(sequence, sequence)));
  assertEquals(offsets, [0, 1, 2, 3, 4]);
  assertEquals([0, 2, 4].map((sequence) => log.append(batch(sequence, sequence))), [0, 2, 4]);
  log.append(batch(5, 5));
  assertEquals(log.refusal(batch(0, 0)), "OUT_OF_ORDER_SEQUENCE_NUMBER");
});

Deno.test("a gap and half of a known batch are out of order", () => {
  const log = new Appender();
  log.append(batch(0, 9));
  assertEquals(log.refusal(batch(11, 12)), "OUT_OF_ORDER_SEQUENCE_NUMBER");
  assertEquals(log.refusal(batch(0, 4)), "OUT_OF_ORDER_SEQUENCE_NUMBER");
  assertEquals(log.append(batch(10, 10)), 10);
});

Deno.test("sequences go on at 0 after 2³¹ − 1", () => {
  const log = new Appender();
  log.append(batch(MAX - 1, MAX));
  assertEquals(log.append(batch(0, 0)), 2);
  assertEquals(nextSequence(MAX - 1, 4), 2);
});

Deno.test("a new epoch begins at 0 and shuts out the old one", () => {
  const log = new Appender();
  log.append(batch(0, 9));
  assertEquals(log.refusal(batch(10, 10, 1)), "OUT_OF_ORDER_SEQUENCE_NUMBER");
  assertEquals(log.append(batch(0, 0, 1)), 10);
  assertEquals(log.refusal(batch(10, 10, 0)), "INVALID_PRODUCER_EPOCH");
});

Deno.test("the oldest open transaction holds the first open offset", () => {
  const states = new ProducerStates();
  const open = (producerId: number, baseOffset: number) =>
    states.appended(
      { producerId, producerEpoch: 0, firstSequence: 0, lastSequence: 0, transactional: true },
      { baseOffset, lastOffset: baseOffset, timestampMs: 1 },
    );
  open(1, 10);
  open(2, 11);
  open(1, 12);
  assertEquals(states.firstOpenOffset, 10);
  assertEquals(states.ended({ producerId: 1, producerEpoch: 0, coordinatorEpoch: 0 }, 2), 10);
  assertEquals(states.firstOpenOffset, 11);
  open(1, 14);
  assertEquals(states.firstOpenOffset, 11);
  assertEquals(states.ended({ producerId: 2, producerEpoch: 0, coordinatorEpoch: 0 }, 2), 11);
  assertEquals(states.firstOpenOffset, 14);
});

Deno.test("a record outside of the producer's open transaction is refused", () => {
  const log = new Appender();
  log.append({ ...batch(0, 0), transactional: true });
  assertEquals(log.refusal(batch(1, 1)), "INVALID_TXN_STATE");
});

Deno.test("a marker with a higher epoch shuts out the producer of before", () => {
  const log = new Appender();
  log.append({ ...batch(0, 0), transactional: true });
  log.states.ended({ producerId: 7, producerEpoch: 1, coordinatorEpoch: 0 }, 2);
  assertEquals(log.refusal({ ...batch(1, 1), transactional: true }), "INVALID_PRODUCER_EPOCH");
  assertEquals(log.append({ ...batch(0, 0, 1), transactional: true }), 1);
});

Deno.test("silent producers are forgotten unless they have a transaction open", () => {
  const log = new Appender();
  log.append({ ...batch(0, 0), transactional: true });
  log.states.expire(100);
  assertEquals(log.states.list().length, 1);
  log.states.ended({ producerId: 7, producerEpoch: 0, coordinatorEpoch: 0 }, 2);
  log.states.expire(100);
  assertEquals(log.states.list().length, 0);
});
