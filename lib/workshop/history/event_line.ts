import type { HistoryEvent } from "./event.ts";
import type { Expectations } from "./expectations.ts";

/** An event as a line of a history, without the line feed. Offsets are plain numbers. */
export function lineOf(event: HistoryEvent): string {
  return JSON.stringify(event, offsetAsNumber);
}

function offsetAsNumber(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

type Rule = (value: unknown) => boolean;

const text: Rule = (value) => typeof value === "string";
const word: Rule = (value) => typeof value === "string" && value !== "";
const flag: Rule = (value) => typeof value === "boolean";
const number: Rule = (value) => typeof value === "number";
const whole: Rule = (value) => Number.isSafeInteger(value);
const count: Rule = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const wholes: Rule = (value) => Array.isArray(value) && value.every(count);
const object: Rule = (value) => typeof value === "object" && value !== null;
const place: Rule = (value) => object(value) && fits(value, POSITION);
/** A word that is not known would be one that nobody looks at. */
const expectations: Rule = (value) =>
  object(value) && fits(value, EXPECTATIONS) &&
  Object.keys(value as Fields).every((name) => name in EXPECTATIONS);
const oneOf = (...words: string[]): Rule => (value) => words.includes(value as string);
const optional = (rule: Rule): Rule => (value) => value === undefined || rule(value);

type Fields = Record<string, unknown>;
type Shape = Readonly<Record<string, Rule>>;

const POISON: Shape = { id: word, reason: optional(text), attempts: optional(count) };
const EXPECTATIONS: Shape = {
  delivery: optional(oneOf("at-least-once", "at-most-once", "exactly-once")),
  idempotent: optional(flag),
  isolation: optional(oneOf("read_committed", "read_uncommitted")),
  keyedStore: optional(flag),
  ordered: optional(flag),
  poison: optional((value) =>
    Array.isArray(value) && value.every((each) => object(each) && fits(each, POISON))
  ),
  deadLettersMayRepeat: optional(flag),
  recoveryMs: optional(number),
  inputs: optional((value) => Array.isArray(value) && value.every(word)),
  interrupted: optional(flag),
} satisfies Record<keyof Expectations, Rule>;
const POSITION: Shape = { topic: word, partition: count, offset: count };
const IDENTITY: Shape = { id: word, key: optional(text), seq: optional(number) };
const MEMBERSHIP: Shape = { generation: optional(whole), member: optional(text) };
const OUTCOME = oneOf("invoke", "ok", "fail", "info");

const SHAPES: Readonly<Record<HistoryEvent["type"], Shape>> = {
  meta: {
    run: word,
    seed: optional(text),
    cluster: optional(text),
    expect: optional(expectations),
  },
  send: {
    ...IDENTITY,
    phase: OUTCOME,
    topic: word,
    partition: optional(count),
    offset: optional(count),
    txn: optional(word),
    from: optional(place),
    code: optional(text),
  },
  deliver: { ...IDENTITY, ...POSITION, ...MEMBERSHIP, reader: word, txn: optional(word) },
  effect: { ...IDENTITY, ...POSITION, ...MEMBERSHIP, outcome: oneOf("applied", "duplicate") },
  retry: { ...IDENTITY, from: place, to: word, attempts: count },
  dlq: {
    ...IDENTITY,
    phase: oneOf("sent", "found"),
    from: place,
    reason: text,
    attempts: whole,
    bytesEqual: optional(flag),
  },
  commit: {
    ...POSITION,
    ...MEMBERSHIP,
    phase: OUTCOME,
    group: word,
    txn: optional(word),
    code: optional(text),
  },
  txn: {
    phase: oneOf("begin", "commit", "abort", "committed", "aborted", "unknown"),
    txn: word,
    transactionalId: word,
    code: optional(text),
  },
  assign: {
    phase: oneOf("assigned", "revoked", "lost"),
    group: word,
    member: text,
    generation: whole,
    topic: word,
    partitions: wholes,
  },
  fault: { name: word, phase: oneOf("begin", "fired", "end"), detail: optional(text) },
  error: { class: text, uncaught: flag, code: optional(text), stage: optional(text) },
  recovered: { fault: optional(text), ms: (value) => value === null || number(value) },
  metric: { name: word, before: number, after: number, fault: optional(text) },
  log: { ...IDENTITY, ...POSITION, txn: optional(word), from: optional(place) },
  stored: {
    ...IDENTITY,
    topic: optional(word),
    partition: optional(count),
    offset: optional(count),
    count: optional(count),
  },
  end: POSITION,
  committed: { ...POSITION, group: word },
};

/**
 * The event that a line tells of.
 *
 * @throws {TypeError} the line is none; the message says why, as the end of a sentence
 */
export function eventOf(line: string): HistoryEvent {
  const event = parsed(line);
  if (!number(event["t"])) throw new TypeError(`"t" is no number of milliseconds`);
  if (!text(event["p"])) throw new TypeError(`"p" is no name of a process`);
  const shape = SHAPES[event["type"] as HistoryEvent["type"]];
  if (shape === undefined) {
    throw new TypeError(
      `there is no event of type ${show(event["type"])}: use ${Object.keys(SHAPES).join(", ")}`,
    );
  }
  const broken = brokenField(event, shape);
  if (broken !== undefined) {
    throw new TypeError(`"${broken}" of ${event["type"]} may not be ${show(event[broken])}`);
  }
  if (event["offset"] !== undefined) event["offset"] = BigInt(event["offset"] as number);
  const from = event["from"] as Fields | undefined;
  if (from !== undefined) from["offset"] = BigInt(from["offset"] as number);
  return event as unknown as HistoryEvent;
}

function parsed(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new TypeError(`it is no JSON: ${show(line)}`);
  }
  if (!object(value) || Array.isArray(value)) throw new TypeError(`it is no JSON object`);
  return value as Fields;
}

function fits(value: unknown, shape: Shape): boolean {
  return brokenField(value as Fields, shape) === undefined;
}

function brokenField(fields: Fields, shape: Shape): string | undefined {
  for (const name in shape) {
    if (!shape[name]!(fields[name])) return name;
  }
  return undefined;
}

function show(value: unknown): string {
  const shown = JSON.stringify(value) ?? "missing";
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}
