import { Cluster } from "../broker/mod.ts";
import { runConsumer } from "../consumer/mod.ts";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { createJsonLogger, jsonLine, openTelemetryTracer } from "../monitoring/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { createLetterProducer, deadLetterSink } from "./dead_letters.ts";

/**
 * A program of its own: three records are sent; one is processed at once, one after a retry in a
 * retry topic, one goes to the dead letters. Its log goes to the standard output.
 */
const tracer = openTelemetryTracer();
const logger = createJsonLogger({
  service: "traced",
  sinks: [{ write: (entry) => console.log(jsonLine(entry)) }],
  tracer,
});
await using cluster = await Cluster.start();
await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
await using admin = await kafka.admin();
await admin.createTopics(["orders", "DLQ"].map((name) => ({ name, partitions: 1 })));
await using producer = await createProducer(kafka, { tracer, lingerMs: 0 });
await using letters = await createLetterProducer(kafka, { tracer });
const sink = deadLetterSink(letters);

const consumer = await runConsumer(kafka, {
  groupId: "billers",
  topics: ["orders"],
  tracer,
  logger,
  retry: { maxRetries: 1, baseMs: 10, jitter: 0 },
  retryTopics: { sink },
  deadLetters: sink,
  handler: async ({ value }, { attempt }) => {
    const kind = new TextDecoder().decode(value!);
    await Promise.resolve();
    if (kind === "poison") throw new WorkshopError("Not an order", { code: "NOT_AN_ORDER" });
    if (kind === "late" && attempt === 1) {
      throw new WorkshopError("Not yet", { code: "NOT_YET", retriable: true });
    }
    logger.log("INFO", `Handled ${kind}`);
  },
});
for (const value of ["good", "late", "poison"]) await producer.send({ topic: "orders", value });
await waitFor(() => {
  const { processed, deadLettered } = consumer.statistics();
  return processed === 2 && deadLettered === 1;
}, { what: "all three records", timeoutMs: 60_000 });
await consumer.stop();
