import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { openEventInput } from "../../events/mod.ts";
import { startRandomEventsConsumer } from "./consumer.ts";
import { openEventStore } from "./event_store.ts";
import { startRandomEventsProducer } from "./producer.ts";
import { header, withKafka } from "./_with_kafka_test.ts";

const LOG = "../shared/data/access.log.gz";

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

if (!exists(LOG)) {
  console.warn(`Skipped: ${LOG} is not here, so no real access log goes through the system`);
}

Deno.test({
  name: "all 10,000 lines of a real access log end in the store or in the DLQ",
  ignore: !exists(LOG),
  fn: () =>
    withKafka(async (connect) => {
      const kafka = connect();
      await using store = openEventStore({ path: ":memory:" });
      const consumer = await startRandomEventsConsumer(connect(), { store });
      const input = await openEventInput(LOG);
      const producer = await startRandomEventsProducer(kafka, { input });
      await producer.closed;
      const counts = producer.statistics();
      assertEquals([counts.inputLines, counts.acknowledged], [10_000, 9_999]);
      assertEquals([counts.rejectedLines, counts.deadLetteredLines], [1, 1]);
      await waitFor(async () => await store.count() === 9_999, {
        what: "9,999 events in the store",
        timeoutMs: 60_000,
      });
      await consumer.stop();
      assertEquals((await store.counters())["type:error"], 220);
      const letters = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
      assertEquals(letters.map((letter) => header(letter, "dlq.input.line")), ["8899"]);
    }),
});
