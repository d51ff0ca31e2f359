import { assertEquals } from "@std/assert";
import type { ConsumedRecord } from "../../kafka/mod.ts";
import { kafkaToolBytes } from "./java_tool.ts";
import { kcat } from "./kcat.ts";
import type { ToolTarget } from "./two_clusters.ts";

/** Between the parts of a record and after it: in no value, whether text or bytes. */
const [PART, END] = ["<part-5f1c>", "<end-5f1c>"];
/** Each byte is one character, so that bytes that are no text are compared too. */
const decoder = new TextDecoder("latin1");

/** A topic's records as our own reader gives them, by partition and offset. */
export async function ourRecords({ kafka }: ToolTarget, topic: string): Promise<ConsumedRecord[]> {
  const records = await Array.fromAsync(kafka.read({ topic }));
  return records.toSorted((a, b) => a.partition - b.partition || Number(a.offset - b.offset));
}

/** Holds what Kafka's console consumer and kcat print of a topic against what our reader gives. */
export async function assertSameByAllReaders(target: ToolTarget, topic: string): Promise<number> {
  const records = await ourRecords(target, topic);
  const [console, librdkafka] = await Promise.all([
    printedByConsole(target.server, topic, records.length),
    printedByKcat(target.server, topic),
  ]);
  assertEquals(console, records.map(asConsolePrints).sort(), `${topic}, console consumer`);
  assertEquals(librdkafka, records.map(asKcatPrints).sort(), `${topic}, kcat`);
  return records.length;
}

function asConsolePrints(record: ConsumedRecord): string {
  const { partition, offset, timestampMs, key, value } = record;
  const place = [`CreateTime:${timestampMs}`, `Partition:${partition}`, `Offset:${offset}`];
  const headers = headersOf(record, ":") || "NO_HEADERS";
  return [...place, headers, textOf(key), textOf(value)].join(PART);
}

function asKcatPrints(record: ConsumedRecord): string {
  const { partition, offset, timestampMs, key, value } = record;
  const place = [timestampMs, partition, offset, key?.length ?? -1, value?.length ?? -1];
  return [...place, headersOf(record, "="), textOf(key, ""), textOf(value, "")].join(PART);
}

function headersOf({ headers }: ConsumedRecord, between: string): string {
  return headers.map(({ name, value }) => `${name}${between}${textOf(value)}`).join(",");
}

function textOf(bytes: Uint8Array | null, nothing = "NULL"): string {
  return bytes === null ? nothing : decoder.decode(bytes);
}

async function printedByConsole(server: string, topic: string, count: number): Promise<string[]> {
  const parts = ["timestamp", "partition", "offset", "headers", "key", "value"];
  const formats = [
    ...parts.map((part) => `print.${part}=true`),
    ...[`key.separator=${PART}`, `line.separator=${END}`, "null.literal=NULL"],
  ];
  const printed = await kafkaToolBytes("consumer.ConsoleConsumer", [
    ...["--bootstrap-server", server, "--topic", topic, "--from-beginning"],
    ...["--max-messages", String(count), "--timeout-ms", "120000"],
    ...formats.flatMap((format) => ["--property", format]),
  ]);
  return recordsIn(printed);
}

async function printedByKcat(server: string, topic: string): Promise<string[]> {
  // Its lengths tell what is null, with −1, from what is empty; -Z would print both alike.
  const format = ["%T", "%p", "%o", "%K", "%S", "%h", "%k", "%s"].join(PART) + END;
  return recordsIn(await kcat(server, ["-C", "-t", topic, "-e", "-q", "-f", format]));
}

function recordsIn(printed: Uint8Array): string[] {
  return decoder.decode(printed).split(END).slice(0, -1).sort();
}
