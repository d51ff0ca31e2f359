import { waitFor } from "../../lib/core/mod.ts";
import { type FetchedBatch, type GroupSession, StaleGenerationError } from "../../lib/kafka/mod.ts";
import { kafkaErrorOf } from "../../lib/protocol/mod.ts";
import { demandFired, type Faults, type LabContext, type Subject } from "../../lib/workshop/mod.ts";
import { Crew } from "./crew.ts";
import { numbers } from "./groups.ts";
import { PARTITIONS } from "./more_members.ts";
import type { Shares } from "./shares.ts";
import { Workers } from "./workers.ts";

const NAMES = ["anna", "ben", "cora", "dan"];
const FIRST_RECORDS = 10;
const DRIP_MS = 200;

/** What an outage showed. */
export interface Outage {
  readonly before: Shares;
  readonly after: Shares;
  /** Who was killed, if two had work. */
  readonly killed: string | undefined;
  readonly frozen: string;
  /** When that was, on the monotonic clock. */
  readonly startMs: number;
  readonly workers: Workers;
  /** What the frozen member's commit was told. */
  readonly commit: string;
  /** For how long it was frozen, in milliseconds. */
  readonly heldMs: number;
}

/**
 * Four members at work: one is killed, one is frozen past its session and then let go. Undefined
 * when none of them was given any work.
 */
export async function strike(
  context: LabContext,
  subject: Subject,
): Promise<Outage | undefined> {
  const faults = await context.faults();
  await using stack = new AsyncDisposableStack();
  const topic = await context.topic("outage", PARTITIONS);
  const commits = new Commits(faults);
  const workers = new Workers(context.signal, (name, batch) => commits.commit(crew, name, batch));
  const crew = stack.use(
    new Crew({
      connection: faults.connection,
      admin: context.admin,
      groupId: context.groupId("outage"),
      topic,
      subject,
      onBatch: (name, batch) => workers.take(name, batch),
      signal: context.signal,
    }),
  );
  await Promise.all(NAMES.map((name) => crew.join(name)));
  const before = await crew.settled();
  const [frozen, killed] = [...before].filter(([, share]) => share.length > 0)
    .map(([name]) => name);
  if (frozen === undefined) return undefined;

  const drip = stack.use(await startDrip(context, topic));
  await halfDone(context, workers, frozen);
  const startMs = performance.now();
  const ice = faults.freezeClient(frozen);
  const sleeper = crew.forget(frozen);
  stack.use(sleeper);
  commits.late(frozen, sleeper);
  const dying = killed === undefined ? undefined : kill(faults, crew, killed);
  const after = await crew.settled();
  await caughtUp(context, { workers, after, startMs });
  await drip[Symbol.asyncDispose]();
  demandFired(ice);
  const heldMs = performance.now() - startMs;
  ice.end();
  const commit = await commits.answer(context.signal);
  await dying;
  return { before, after, killed, frozen, startMs, workers, commit, heldMs };
}

/** Commits after each batch, and what the frozen member's commit is told. */
class Commits {
  readonly #faults: Faults;
  #late: { readonly name: string; readonly session: GroupSession } | undefined;
  readonly #answer = Promise.withResolvers<string>();

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** From now on this member is out of the crew, and does not know it. */
  late(name: string, session: GroupSession): void {
    this.#late = { name, session };
  }

  async commit(crew: Crew, name: string, batch: FetchedBatch): Promise<void> {
    const { topic, partition, nextOffset: offset, generation } = batch;
    const isLate = this.#late?.name === name;
    const session = isLate ? this.#late!.session : crew.session(name);
    using seen = this.#faults.watch("OffsetCommit");
    try {
      await session?.commit([{ topic, partition, offset }], generation);
      if (isLate) this.#answer.resolve(`The commit of offset ${offset} is taken`);
    } catch (error) {
      if (!(error instanceof StaleGenerationError)) throw error;
      if (isLate) this.#answer.resolve(`The commit of offset ${offset} is refused${refusal(seen)}`);
    }
  }

  answer(signal: AbortSignal): Promise<string> {
    const late = "Nothing was on its way to be committed";
    signal.addEventListener("abort", () => this.#answer.resolve(late), { once: true });
    return this.#answer.promise;
  }
}

function refusal({ answers }: ReturnType<Faults["watch"]>): string {
  const codes = answers.flatMap((frame) => (frame.decode() as CommitAnswer).topics)
    .flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
  const code = codes.find((each) => each !== 0);
  return code === undefined ? "" : ` with ${kafkaErrorOf(code).name}`;
}

interface CommitAnswer {
  readonly topics: readonly { readonly partitions: readonly { readonly errorCode: number }[] }[];
}

/** From the cluster's side a killed process is one whose connections end without a goodbye. */
async function kill(faults: Faults, crew: Crew, name: string): Promise<void> {
  faults.inject({ clientIds: [name], action: "refuse" }, `${name} is killed`);
  await crew.forget(name)[Symbol.asyncDispose]();
}

/** Some records at once, then one for each partition again and again. */
async function startDrip(context: LabContext, topic: string): Promise<AsyncDisposable> {
  const producer = await context.producer();
  const round = (count: number) =>
    Promise.all(
      numbers(PARTITIONS * count).map((at) =>
        producer.send({ topic, partition: at % PARTITIONS, value: String(at) })
      ),
    );
  await round(FIRST_RECORDS);
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => last = round(1).catch(() => {}), DRIP_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
}

/** In the middle of its first records, before it commits them. */
async function halfDone(context: LabContext, workers: Workers, name: string): Promise<void> {
  await waitFor(() => workers.counts([name])[0]! >= FIRST_RECORDS / 2, {
    what: `${name} to be in the middle of its work`,
    intervalMs: 5,
    signal: context.signal,
  });
}

/** Until every partition that somebody has now is read again. */
async function caughtUp(
  context: LabContext,
  { workers, after }: Pick<Outage, "workers" | "after" | "startMs">,
): Promise<void> {
  const settledMs = performance.now();
  await waitFor(
    () =>
      [...after].every(([name, share]) =>
        share.every((partition) =>
          workers.done.some((one) =>
            one.name === name && one.partition === partition && one.atMs > settledMs
          )
        )
      ),
    { what: "the heirs to read", signal: context.signal },
  );
}
