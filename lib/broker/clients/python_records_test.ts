import { assertEquals } from "@std/assert";
import { type Compression, connectKafka } from "../../kafka/mod.ts";
import { clientTest } from "./client_test_case.ts";
import { makeTopic } from "./make_topic.ts";
import {
  confluentKafka,
  kafkaPython2,
  kafkaPython3,
  type PythonClient,
  startPython,
} from "./python_client.ts";
import {
  byPartition,
  bytesOf,
  type RecordText,
  sampleRecords,
  SAMPLES_BEGIN_MS,
  textOf,
  travelled,
} from "./sample_records.ts";

const ALL: readonly Compression[] = ["none", "gzip", "snappy", "lz4", "zstd"];

/** Debian's kafka-python comes without the libraries of the other codecs. */
const LIBRARIES = [
  { library: kafkaPython2, codecs: ["none", "gzip"] as const, nullHeaders: false },
  { library: kafkaPython3, codecs: ALL, nullHeaders: false },
  { library: confluentKafka, codecs: ALL, nullHeaders: true },
];

async function readAll(client: PythonClient, topic: string, count: number) {
  await client.call("open_consumer", { topic });
  const records: (RecordText & { offset: number })[] = [];
  while (records.length < count) records.push(...(await client.poll()).records);
  return records;
}

for (const { library, codecs, nullHeaders } of LIBRARIES) {
  for (const compression of codecs) {
    clientTest(library, `writes what is read back equal, codec ${compression}`, async (target) => {
      const samples = sampleRecords(48, { nullHeaders });
      const topic = target.name(compression);
      await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
      await using admin = await kafka.admin();
      await makeTopic(admin, topic, { partitions: 3 });

      await using client = startPython(library, target.bootstrapServers);
      await client.call("open_producer", { compression });
      const reports = await client.call<{ partition: number; offset: number }[]>("send", {
        topic,
        records: samples,
      });

      const read = byPartition(await Array.fromAsync(kafka.read({ topic })));
      const sent = byPartition(samples);
      for (const [partition, records] of sent) {
        assertEquals(read.get(partition)?.map(textOf), records);
      }
      assertEquals(
        reports.map(({ partition, offset }) => textOf(read.get(partition)![offset]!)),
        samples,
      );
      assertEquals(
        (await admin.topicOffsets(topic)).map(({ low, high }) => [low, high]),
        [[0n, 16n], [0n, 16n], [0n, 16n]],
      );
    });

    clientTest(library, `reads what the port wrote, codec ${compression}`, async (target) => {
      const samples = sampleRecords(48);
      const topic = target.name(compression);
      await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
      await using admin = await kafka.admin();
      await makeTopic(admin, topic, { partitions: 3 });
      await using producer = await kafka.producer({ compression });
      for (const [partition, records] of byPartition(samples)) {
        await producer.produce({ topic, partition, records: records.slice(0, 9).map(bytesOf) });
        await producer.produce({ topic, partition, records: records.slice(9).map(bytesOf) });
      }

      await using client = startPython(library, target.bootstrapServers);
      const read = byPartition(await readAll(client, topic, samples.length));
      for (const [partition, records] of byPartition(samples)) {
        assertEquals(read.get(partition)?.map(travelled), records);
        assertEquals(read.get(partition)?.map(({ offset }) => offset), [...records.keys()]);
      }
    });
  }

  clientTest(library, "finds offsets by time, and the ends", async (target) => {
    const topic = target.name("times");
    await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
    await using admin = await kafka.admin();
    await makeTopic(admin, topic, { partitions: 3 });
    await using client = startPython(library, target.bootstrapServers);
    await client.call("open_producer");
    await client.call("send", { topic, records: sampleRecords(30, { nullHeaders }) });

    await client.call("open_consumer", { topic });
    const at = (timestamp_ms: number) => client.call("offsets_at", { timestamp_ms });
    assertEquals(await at(SAMPLES_BEGIN_MS), { 0: 0, 1: 0, 2: 0 });
    assertEquals(await at(SAMPLES_BEGIN_MS + 10), { 0: 4, 1: 3, 2: 3 });
    assertEquals(await at(SAMPLES_BEGIN_MS + 29), { 0: null, 1: null, 2: 9 });
    assertEquals(await client.call("ends"), { 0: 10, 1: 10, 2: 10 });
    const port = await admin.offsetsAtTime(topic, SAMPLES_BEGIN_MS + 10);
    assertEquals(port.map(({ offset }) => offset), [4n, 3n, 3n]);
  });
}
