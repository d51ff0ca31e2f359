import { assertEquals } from "@std/assert";
import type { ConsumedRecord } from "../../kafka/mod.ts";
import { parseLine } from "../options.ts";
import { MESSAGES_FLAGS } from "./flags.ts";
import { recordLine } from "./record_line.ts";

const encoder = new TextEncoder();

function record(value: string | null): ConsumedRecord {
  return {
    topic: "t",
    partition: 0,
    offset: 7n,
    timestampMs: 0,
    key: encoder.encode("k"),
    value: value === null ? null : encoder.encode(value),
    headers: [{ name: "a\u202e", value: encoder.encode("1") }, { name: "b", value: null }],
  };
}

function flags(...args: string[]) {
  return parseLine(args, MESSAGES_FLAGS).options;
}

Deno.test("a record does nothing to a terminal but appear, and stays as it is in a pipe", async () => {
  const line = (terminal: boolean) =>
    recordLine(record("\x1b[2J\n"), { flags: flags("--print-headers"), terminal });
  assertEquals(await line(true), "a\\u{202e}=1,b=null\t\\u{1b}[2J\\u{a}");
  assertEquals(await line(false), "a\u202e=1,b=null\t\x1b[2J\n");
});

Deno.test("a value that a registry knows is shown decoded, others as they are", async () => {
  const decode = (value: Uint8Array) =>
    Promise.resolve(value[0] === 0 ? { id: 5n, name: "x" } : undefined);
  const style = { flags: flags("--print-key", "--key-separator", "\\t|"), terminal: true, decode };
  assertEquals(await recordLine(record("\0"), style), 'k\t|{"id":"5","name":"x"}');
  assertEquals(await recordLine(record("text"), style), "k\t|text");
  assertEquals(await recordLine(record(null), style), "k\t|null");
  const json = JSON.parse(await recordLine(record("\0"), { ...style, flags: flags("--json") }));
  assertEquals([json.value, json.headers[1]], [{ id: "5", name: "x" }, { name: "b", value: null }]);
});
