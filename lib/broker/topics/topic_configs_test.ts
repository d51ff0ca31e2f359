import { assert, assertEquals, assertThrows } from "@std/assert";
import { RequestError } from "../errors.ts";
import { checkTopicConfigs, readBack } from "./topic_config_checks.ts";
import { TOPIC_CONFIGS, topicConfig } from "./topic_configs.ts";

function refused(name: string, value: string | null): boolean {
  try {
    checkTopicConfigs([[name, value]]);
    return false;
  } catch (error) {
    return error instanceof RequestError && error.code === "INVALID_CONFIG";
  }
}

Deno.test("every default is a value that could be set", () => {
  for (const { name, default: value } of TOPIC_CONFIGS) checkTopicConfigs([[name, value]]);
  assertEquals(TOPIC_CONFIGS.length, 33);
  const names = TOPIC_CONFIGS.map(({ name }) => name);
  assertEquals(names, names.toSorted());
});

Deno.test("values of the wrong kind or outside of their bounds are refused", () => {
  const bad: [string, string | null][] = [
    ["no.such.setting", "1"],
    ["retention.ms", null],
    ["retention.ms", "soon"],
    ["retention.ms", "1.5"],
    ["retention.ms", "-2"],
    ["retention.ms", "9223372036854775808"],
    ["max.message.bytes", "2147483648"],
    ["segment.bytes", "1000"],
    ["preallocate", "yes"],
    ["min.cleanable.dirty.ratio", "1.1"],
    ["cleanup.policy", "compact,keep"],
    ["compression.type", "brotli"],
    ["min.insync.replicas", "0"],
  ];
  assertEquals(bad.filter(([name, value]) => !refused(name, value)), []);
});

Deno.test("lists, booleans and numbers are taken as Kafka takes them", () => {
  for (
    const [name, value] of [
      ["cleanup.policy", "compact, delete"],
      ["preallocate", "TRUE"],
      ["retention.ms", "-1"],
      ["min.cleanable.dirty.ratio", "0"],
      ["message.timestamp.type", "LogAppendTime"],
    ] as const
  ) checkTopicConfigs([[name, value]]);
});

Deno.test("values read back without what does not matter", () => {
  const cases = [
    ["retention.ms", " +0007 ", "7"],
    ["preallocate", " TRUE ", "true"],
    ["cleanup.policy", "delete , compact", "delete,compact"],
    ["min.cleanable.dirty.ratio", "1", "1.0"],
    ["min.cleanable.dirty.ratio", ".25", "0.25"],
  ] as const;
  assertEquals(
    cases.map(([name, value]) => readBack(topicConfig(name)!, value)),
    cases.map(([, , expected]) => expected),
  );
});

Deno.test("a refusal names the setting and the value", () => {
  const error = assertThrows(() => checkTopicConfigs([["retention.ms", "soon"]]), RequestError);
  assert(error.message.includes("retention.ms") && error.message.includes("soon"));
});
