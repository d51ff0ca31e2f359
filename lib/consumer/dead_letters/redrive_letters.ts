import { type Clock, systemClock, WorkshopError } from "../../core/mod.ts";
import type { Admin, Kafka } from "../../kafka/mod.ts";
import { batches } from "./batches.ts";
import { originalContent } from "./original_content.ts";
import { type RedriveHeaders, type RedrivenRecord, redrivenRecord } from "./redriven_record.ts";
import { type FoundLetter, type LetterSelection, selectLetters } from "./select_letters.ts";
import { markOf, Settled } from "./settled.ts";
import { Settling, type SettlingItem } from "./settling.ts";

/** What is redriven, and how. */
export interface RedriveOptions {
  /** Where the letters are. */
  readonly deadLetterTopic: string;
  /** Which of them; those settled before only `withSettled`. */
  readonly selection: LetterSelection;
  /** Which headers go along. */
  readonly headers: RedriveHeaders;
  /** Another topic than the one that each letter came from. */
  readonly to?: string;
  /** Only tells what would be done. @default {false} */
  readonly dryRun?: boolean;
  /** Ends it between two transactions. */
  readonly signal?: AbortSignal;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** What became of one letter. */
export interface RedriveResult {
  /** The letter. */
  readonly found: FoundLetter;
  /**
   * `redriven`; or why it was not: it tells no origin, the topic is missing, the bytes that the
   * letter had to leave out are gone, or the topic refuses the record.
   */
  readonly outcome: "redriven" | "no origin" | "no topic" | "original gone" | "refused";
  /** Where it went, or would go. */
  readonly to?: { readonly topic: string; readonly partition: number };
  /** Headers that were not allowed. */
  readonly leftBehind?: readonly string[];
  /** Why it was refused. */
  readonly error?: WorkshopError;
}

interface Planned extends RedrivenRecord {
  readonly found: FoundLetter;
  readonly to: { readonly topic: string; readonly partition: number };
}

/**
 * Sends dead letters back to where they came from and tells what became of each. A record and the
 * mark that it was redriven are one transaction: beginning again repeats none, even after a crash.
 *
 * @throws {WorkshopError} code `SETTLING_UNCERTAIN` or `SETTLING_TAKEN_OVER`
 * @example
 * ```ts
 * import { Cluster } from "../../broker/mod.ts";
 * import { connectKafka } from "../../kafka/mod.ts";
 * import { deadLetterOf } from "../dead_letter.ts";
 * import { redriveLetters } from "./redrive_letters.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics(["orders", "DLQ"].map((name) => ({ name, partitions: 1 })));
 * await using session = await kafka.producer();
 * const value = new TextEncoder().encode("paid");
 * await session.produce({ topic: "orders", partition: 0, records: [{ value }] });
 * for await (const record of kafka.read({ topic: "orders" })) {
 *   const story = { error: new TypeError(), attempts: 1, firstTimeMs: 1, lastTimeMs: 1 };
 *   const records = [deadLetterOf(record, story)];
 *   await session.produce({ topic: "DLQ", partition: 0, records });
 * }
 *
 * const headers = { allowed: [], newTraceparent: () => `00-${"1".repeat(32)}-${"2".repeat(16)}-01` };
 * const options = { deadLetterTopic: "DLQ", selection: { errorClass: "TypeError" }, headers };
 * for await (const { outcome, to } of redriveLetters(kafka, options)) {
 *   console.log(outcome, to?.topic); // redriven orders
 * }
 * ```
 */
export async function* redriveLetters(
  kafka: Pick<Kafka, "admin" | "read" | "transactional">,
  options: RedriveOptions,
): AsyncGenerator<RedriveResult> {
  const { deadLetterTopic, dryRun = false, signal } = options;
  await using opened = new AsyncDisposableStack();
  const admin = opened.use(await kafka.admin());
  // Before the marks are read: nobody else adds to them from here on.
  const settling = dryRun ? undefined : opened.use(await Settling.open(kafka, deadLetterTopic));
  const settled = await Settled.read(kafka, deadLetterTopic, signal);
  const source = { kafka, deadLetterTopic, settled, ...(signal !== undefined && { signal }) };
  const planner = new Planner(kafka, admin, options);
  const bytesOf = ({ record }: FoundLetter) => record.value?.length ?? 0;
  for await (const batch of batches(selectLetters(source, options.selection), bytesOf)) {
    signal?.throwIfAborted();
    const plans: Planned[] = [];
    for (const found of batch) {
      const plan = await planner.plan(found);
      if ("outcome" in plan) yield plan;
      else plans.push(plan);
    }
    if (settling === undefined) yield* plans.map(redriven);
    else yield* send(settling, plans, options.clock ?? systemClock);
  }
}

/** All in one transaction; if it is refused, each in its own, to find the ones that are to blame. */
async function* send(
  settling: Settling,
  plans: readonly Planned[],
  clock: Clock,
): AsyncGenerator<RedriveResult> {
  if (plans.length === 0) return;
  try {
    await settling.settle(plans.map((plan) => itemOf(plan, clock)));
    yield* plans.map(redriven);
  } catch (error) {
    const isRefusal = error instanceof WorkshopError && error.definite &&
      error.code !== "SETTLING_TAKEN_OVER";
    if (!isRefusal) throw error;
    const [first] = plans;
    if (plans.length > 1) { for (const plan of plans) yield* send(settling, [plan], clock); }
    else yield { ...redriven(first!), outcome: "refused", error };
  }
}

function itemOf({ found, to, record }: Planned, clock: Clock): SettlingItem {
  const { timestampMs: letterTimeMs } = found.record;
  const mark = markOf(found.record, { outcome: "redriven", atMs: clock.now(), letterTimeMs });
  return { mark, sends: { ...to, record } };
}

function redriven({ found, to, leftBehind }: Planned): RedriveResult {
  return { found, outcome: "redriven", to, leftBehind };
}

/** Finds out where a letter goes and with which bytes. */
class Planner {
  readonly #kafka: Pick<Kafka, "read">;
  readonly #admin: Admin;
  readonly #options: RedriveOptions;
  readonly #partitions = new Map<string, Promise<number>>();

  constructor(kafka: Pick<Kafka, "read">, admin: Admin, options: RedriveOptions) {
    this.#kafka = kafka;
    this.#admin = admin;
    this.#options = options;
  }

  async plan(found: FoundLetter): Promise<Planned | RedriveResult> {
    const { letter } = found;
    if (letter === undefined) return { found, outcome: "no origin" };
    const topic = this.#options.to ?? letter.origin.topic;
    const partitions = await this.#partitionsOf(topic);
    if (partitions === 0) return { found, outcome: "no topic" };
    const content = await originalContent(this.#kafka, letter);
    if (content === undefined) return { found, outcome: "original gone" };
    const to = { topic, partition: letter.origin.partition % partitions };
    return { found, to, ...redrivenRecord(letter, content, this.#options.headers) };
  }

  /** 0 for a topic that isn't there. */
  #partitionsOf(topic: string): Promise<number> {
    const known = this.#partitions.get(topic);
    if (known !== undefined) return known;
    const asked = this.#admin.describeTopic(topic).then(({ length }) => length, (error) => {
      if (error instanceof WorkshopError && error.code === "UNKNOWN_TOPIC_OR_PARTITION") return 0;
      throw error;
    });
    this.#partitions.set(topic, asked);
    return asked;
  }
}
