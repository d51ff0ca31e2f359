import { messageOf, waitFor } from "../../lib/core/mod.ts";
import type { Producer } from "../../lib/producer/mod.ts";
import type { LabContext, Subject } from "../../lib/workshop/mod.ts";
import { Crew } from "./crew.ts";
import { numbers } from "./groups.ts";
import { WORK_MS, Workers } from "./workers.ts";

export const PARTITIONS = 3;
const MOST_MEMBERS = 5;
const RECORDS = 60;
const STALLED_MS = 1500;
const NAMES = ["anna", "ben", "cora", "dan", "eva"];

/** What one group did. */
interface Measured {
  readonly members: number;
  readonly rate: number;
  readonly counts: readonly number[];
}

/** The same work for one to five members, on three partitions. */
export async function moreMembers(context: LabContext, subject: Subject): Promise<void> {
  const { screen } = context;
  screen.heading("1. More members, the same partitions");
  const alone = Math.round(1000 / WORK_MS);
  screen.say(
    `A topic of ${PARTITIONS} partitions. Each record takes a member ${WORK_MS} ms, so that one ` +
      `member alone does some ${alone} a second. Groups of one to ${MOST_MEMBERS} members get ` +
      `${RECORDS} records each; the partitions are shared out by ${context.author}.`,
  );
  await context.predict({
    id: "five-members",
    question: `One member does some ${alone} records a second. How many do five do?`,
    choices: [`About ${5 * alone}`, `About ${PARTITIONS * alone}`, `About ${alone}`],
  });
  const crews = await Promise.all(
    numbers(MOST_MEMBERS).map((at) => startGroup(context, subject, NAMES.slice(0, at + 1))),
  );
  const producer = await context.producer();
  let measured: Measured[];
  try {
    // All at once: their work is waiting, so that no group takes anything from another.
    measured = await Promise.all(crews.map((group) => measure(context, producer, group)));
  } finally {
    await Promise.all(crews.map(({ crew }) => crew[Symbol.asyncDispose]()));
  }
  show(context, measured);
  const last = measured.at(-1)!;
  const busy = last.counts.filter((count) => count > 0).length;
  await context.seen(
    "five-members",
    `about ${Math.round(last.rate)}: ${busy} of ${MOST_MEMBERS} had work. A partition has one ` +
      `reader in a group, so that ${PARTITIONS} partitions feed ${PARTITIONS} members at most`,
  );
}

interface Group {
  readonly crew: Crew;
  readonly workers: Workers;
  readonly names: readonly string[];
  readonly topic: string;
}

async function startGroup(
  context: LabContext,
  subject: Subject,
  names: readonly string[],
): Promise<Group> {
  const purpose = `members-${names.length}`;
  const topic = await context.topic(purpose, PARTITIONS);
  const workers = new Workers(context.signal);
  const crew = new Crew({
    connection: context.target.connection,
    admin: context.admin,
    groupId: context.groupId(purpose),
    topic,
    subject,
    onBatch: (name, batch) => workers.take(name, batch),
    signal: context.signal,
  });
  try {
    await Promise.all(names.map((name) => crew.join(name)));
    await crew.settled();
    return { crew, workers, names, topic };
  } catch (error) {
    await crew[Symbol.asyncDispose]();
    throw error;
  }
}

async function measure(
  context: LabContext,
  producer: Producer,
  group: Group,
): Promise<Measured> {
  const { workers, names, topic } = group;
  await Promise.all(
    numbers(RECORDS).map((at) =>
      producer.send({ topic, partition: at % PARTITIONS, value: String(at) })
    ),
  );
  let last = { count: 0, atMs: performance.now() };
  await waitFor(() => {
    const { length: count } = workers.done;
    if (count > last.count) last = { count, atMs: performance.now() };
    // A partition that nobody was given is never read: the bar then shows what was.
    return count >= RECORDS || performance.now() - last.atMs > STALLED_MS;
  }, { what: `the records of ${topic}`, timeoutMs: 20_000, signal: context.signal }).catch(
    (error) => context.screen.say(messageOf(error)),
  );
  return { members: names.length, rate: workers.rate, counts: workers.counts(names) };
}

function show({ screen }: LabContext, measured: readonly Measured[]): void {
  screen.line();
  screen.bars(
    measured.map(({ members, rate, counts }) => {
      const idle = counts.filter((count) => count === 0).length;
      return {
        label: members === 1 ? "1 member" : `${members} members`,
        value: Math.round(rate),
        ...(idle === 0 ? {} : { note: `${idle} idle` }),
      };
    }),
    { unit: " records/s" },
  );
  screen.line();
  screen.table(
    [
      { title: "records of" },
      ...NAMES.map((title) => ({ title, align: "right" as const })),
      { title: "in all", align: "right" },
    ],
    measured.map(({ members, counts }) => [
      members === 1 ? "1 member" : `${members} members`,
      ...NAMES.map((_, at) => at >= members ? "" : String(counts[at] || "idle")),
      String(counts.reduce((sum, count) => sum + count, 0)),
    ]),
  );
}
