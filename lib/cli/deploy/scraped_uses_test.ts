import { assert, assertEquals } from "@std/assert";
import { missingInScrape } from "./scraped_uses.ts";

Deno.test("a scrape without anything lacks every metric of ours, and none of others", async () => {
  const missing = await missingInScrape("");
  assert(missing.includes("kafka_consumer_lag"));
  assert(missing.includes("pipeline_end_to_end_seconds_bucket"));
  assert(!missing.some((name) => /^(up|ALERTS|node_|mongodb_|container_)/.test(name)));
});

Deno.test("a label and a value that no series has are missing", async () => {
  const text = 'processor_messages_total{outcome="ok"} 1\nkafka_broker_up 1\n' +
    'pipeline_end_to_end_seconds_bucket{topic="t",le="5"} 0\n';
  const missing = (await missingInScrape(text)).filter((name) => name.includes("{"));
  assertEquals(missing, [
    "kafka_broker_up{broker_id}",
    'processor_messages_total{outcome="dlq"}',
    'processor_messages_total{outcome=~"dlq|error"}',
    "processor_messages_total{topic}",
  ]);
});
