import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connectKafka, type IsolationLevel, type Kafka } from "../../kafka/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { clientTest } from "./client_test_case.ts";
import { makeTopic } from "./make_topic.ts";
import {
  confluentKafka,
  kafkaPython3,
  type PythonClient,
  PythonClientError,
  startPython,
} from "./python_client.ts";
import { type RecordText, sampleRecords, textOf, travelled } from "./sample_records.ts";

const SAMPLES = sampleRecords(24, { nullHeaders: false });

async function byPort(kafka: Kafka, topic: string, isolationLevel: IsolationLevel) {
  const read = await Array.fromAsync(kafka.read({ topic, isolationLevel }));
  return inOrder(read.map(textOf));
}

/** What a library's own consumer gives until there are so many records and a poll brings no more. */
async function byClient(client: PythonClient, topic: string, isolation: string, count: number) {
  await client.call("open_consumer", { topic, isolation });
  const records: RecordText[] = [];
  await waitFor(async () => {
    const polled = await client.poll();
    records.push(...polled.records);
    return records.length >= count && polled.records.length === 0;
  }, { what: `${count} records` });
  await client.call("close_consumer");
  return inOrder(records.map(travelled));
}

function inOrder(records: readonly RecordText[]): RecordText[] {
  return records.toSorted((a, b) => a.timestampMs - b.timestampMs);
}

for (const library of [kafkaPython3, confluentKafka]) {
  clientTest(library, "shows only what its transactions committed", async (target) => {
    const topic = target.name("ledger");
    await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
    await using admin = await kafka.admin();
    await makeTopic(admin, topic, { partitions: 3 });
    await using writer = startPython(library, target.bootstrapServers);
    await using reader = startPython(library, target.bootstrapServers);
    const transactional_id = target.name("writer");
    await writer.call("open_producer", { transactional_id });

    await writer.call("begin");
    await writer.call("send", { topic, records: SAMPLES.slice(0, 6) });
    await writer.call("abort_transaction");
    await writer.call("begin");
    await writer.call("send", { topic, records: SAMPLES.slice(6, 18) });
    await writer.call("commit_transaction");
    await writer.call("begin");
    await writer.call("send", { topic, records: SAMPLES.slice(18) });

    const committed = SAMPLES.slice(6, 18);
    assertEquals(await byPort(kafka, topic, "read_committed"), committed);
    assertEquals(await byClient(reader, topic, "read_committed", 12), committed);
    assertEquals(await byPort(kafka, topic, "read_uncommitted"), SAMPLES);
    assertEquals(await byClient(reader, topic, "read_uncommitted", 24), SAMPLES);

    await reader.call("open_producer", { transactional_id });
    const fenced = await assertRejects(() => writer.call("commit_transaction"), PythonClientError);
    assertMatch(fenced.code, /fenced|epoch/i);
    await reader.call("begin");
    await reader.call("send", { topic, records: SAMPLES.slice(0, 6) });
    await reader.call("commit_transaction");
    const twice = inOrder([...committed, ...SAMPLES.slice(0, 6)]);
    assertEquals(await byPort(kafka, topic, "read_committed"), twice);
    assertEquals(await byClient(reader, topic, "read_committed", 18), twice);
  });

  clientTest(library, "moves records and offsets in one transaction", async (target) => {
    const [source, sink] = [target.name("source"), target.name("sink")];
    const group = target.name("mover");
    await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
    await using admin = await kafka.admin();
    for (const topic of [source, sink]) await makeTopic(admin, topic, { partitions: 3 });
    await using filler = startPython(library, target.bootstrapServers);
    await filler.call("open_producer");
    await filler.call("send", { topic: source, records: SAMPLES });

    const move = async (end: "commit_transaction" | "abort_transaction") => {
      await using mover = startPython(library, target.bootstrapServers);
      await mover.call("open_producer", { transactional_id: group });
      await mover.call("open_consumer", { topic: source, group, isolation: "read_committed" });
      const records: RecordText[] = [];
      await waitFor(async () => {
        records.push(...(await mover.poll()).records.map(travelled));
        return records.length === SAMPLES.length;
      }, { what: "all records of the source", timeoutMs: 60_000 });
      await mover.call("begin");
      await mover.call("send", { topic: sink, records });
      await mover.call("send_offsets");
      await mover.call(end);
      await mover.call("close_consumer");
    };

    await move("abort_transaction");
    assertEquals(await admin.committedOffsets(group, [source]), []);
    assertEquals(await byPort(kafka, sink, "read_committed"), []);
    await move("commit_transaction");
    const offsets = await admin.committedOffsets(group, [source]);
    assertEquals(offsets.map(({ offset }) => offset), [8n, 8n, 8n]);
    assertEquals(await byPort(kafka, sink, "read_committed"), SAMPLES);
  });
}
