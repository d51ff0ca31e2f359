import { ConfigError } from "../../core/mod.ts";
import type { ProducerRecord } from "../../producer/mod.ts";
import type { MessagesFlags } from "./flags.ts";

/** How a line becomes a record. */
export type LineRule = Pick<
  MessagesFlags,
  "key-separator" | "header" | "null-marker" | "partition"
>;

/**
 * The record that a line stands for.
 *
 * @throws {ConfigError} when the line has no key separator, or a header no name
 */
export function lineRecord(topic: string, line: string, rule: LineRule): ProducerRecord {
  const { "key-separator": separator, "null-marker": marker, partition } = rule;
  const at = separator === undefined ? -1 : line.indexOf(separator);
  if (separator !== undefined && at < 0) {
    throw new ConfigError(
      `No key separator ${JSON.stringify(separator)} is in the line ${JSON.stringify(line)}`,
    );
  }
  const value = separator === undefined ? line : line.slice(at + separator.length);
  return {
    topic,
    value: value === marker ? null : value,
    ...(separator !== undefined && { key: line.slice(0, at) }),
    ...(partition !== undefined && { partition }),
    ...(rule.header.length > 0 && { headers: rule.header.map(headerOf) }),
  };
}

const encoder = new TextEncoder();

function headerOf(text: string) {
  const at = text.indexOf("=");
  if (at > 0) return { name: text.slice(0, at), value: encoder.encode(text.slice(at + 1)) };
  throw new ConfigError(`--header is "${text}": use NAME=VALUE`);
}
