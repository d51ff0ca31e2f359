import { type Fail, fail, type Outcome, type Subject } from "../../lib/workshop/mod.ts";
import { judge, type Judgement } from "./oracle.ts";
import type { Schemas, Verdict } from "./stub.ts";

/** A message to be asked about. */
export interface Asked {
  readonly bytes: Uint8Array | null;
  readonly schemas: Schemas;
  /** What was done to it; `undefined` for a good one. */
  readonly how?: string;
}

/** A message, what the learner's function says of it, and what is right. */
export interface Answered extends Asked {
  readonly verdict: Verdict;
  readonly right: Judgement;
}

/** An answer that is no verdict, or none at all. */
export class NoVerdict extends Error {
  readonly verdict: Fail;

  constructor(verdict: Fail) {
    super("The function gave no verdict");
    this.verdict = verdict;
  }
}

/** The time limit is for so many: a busy machine must not look like an endless loop. */
const CALLS_AT_ONCE = 100;
/** So many places of a message are told. */
const MOST_PLACES = 5;
const STAGES = ["envelope", "event_type", "payload"];

/** Asks the learner's function about messages. @throws {NoVerdict} */
export async function verdictsOf(subject: Subject, asked: readonly Asked[]): Promise<Answered[]> {
  const calls = asked.map(({ bytes, schemas }) => [bytes, schemas]);
  const outcomes: Outcome[] = [];
  while (outcomes.length < calls.length) {
    const some = calls.slice(outcomes.length, outcomes.length + CALLS_AT_ONCE);
    outcomes.push(...await subject.outcomes("validate", some));
  }
  return outcomes.map((outcome, at) => {
    const message = asked[at]!;
    if (outcome.outcome === "threw") throw new NoVerdict(thrown(outcome.error, message));
    if (!isVerdict(outcome.value)) throw new NoVerdict(noVerdict(outcome.value, message));
    const right = judge(message.bytes, message.schemas);
    return { ...message, verdict: outcome.value, right };
  });
}

function isVerdict(value: unknown): value is Verdict {
  const { valid, type, stage, pointer, problem } = (value ?? {}) as Record<string, unknown>;
  if (valid === true) return typeof type === "string";
  return valid === false && STAGES.includes(stage as string) && typeof pointer === "string" &&
    typeof problem === "string";
}

function thrown(error: Error, asked: Asked): Fail {
  return fail({
    happened:
      `validate() threw a ${error.name}, and did not say what is wrong. ${described(asked)} ` +
      "A consumer is sent whatever anybody sends; if its validator throws, it has no stage and no " +
      "place to tell, and what the error says may quote the message",
    anomaly: "validator that throws",
    evidence: {
      error: `${error.name}: ${error.message}`.slice(0, 200),
      message: shown(asked.bytes),
    },
  });
}

function noVerdict(value: unknown, asked: Asked): Fail {
  return fail({
    happened: `validate() returned ${JSON.stringify(value) ?? String(value)}. It returns ` +
      "{ valid: true, type } or { valid: false, stage, pointer, problem }, all of them texts, and " +
      `stage one of ${STAGES.join(", ")}. ${described(asked)}`,
    anomaly: "no verdict",
    evidence: { message: shown(asked.bytes) },
  });
}

/** What a message is, in a sentence. */
export function described({ how }: Asked): string {
  return how === undefined ? "The message is valid." : `What is wrong with the message: ${how}.`;
}

/** What a judgement says, in a few words. */
export function rightly(right: Judgement): string {
  if (right.valid) return `valid, type ${quoted(right.type)}`;
  const { stage, places } = right;
  const others = places.length > MOST_PLACES
    ? ` or one of ${places.length - MOST_PLACES} more`
    : "";
  const some = places.slice(0, MOST_PLACES).map(quoted).join(" or ");
  return `refused at stage ${stage}, pointer ${some}${others}`;
}

/** What a verdict says, in a few words. */
export function given(verdict: Verdict): string {
  if (verdict.valid) return `valid, type ${quoted(verdict.type)}`;
  return `refused at stage ${verdict.stage}, pointer ${quoted(verdict.pointer)}`;
}

function quoted(pointer: string): string {
  return JSON.stringify(pointer);
}

/** A message's text, cut to one line. */
export function shown(bytes: Uint8Array | null): string {
  if (bytes === null) return "null";
  const text = new TextDecoder().decode(bytes).replaceAll(/\s+/g, " ");
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`;
}
