import {
  type Clock,
  freshSeed,
  type Logger,
  type Random,
  seededRandom,
  systemClock,
} from "../core/mod.ts";
import type { Kafka } from "../consumer/mod.ts";
import { CommandHandler, type CommandStatistics } from "./cqrs_commands.ts";
import { openView, type ViewOptions } from "./cqrs_view.ts";
import { type EventStore, openEventStore } from "./event_sourcing.ts";
import { eventTopic, snapshotTopic } from "./event_sourcing_topic.ts";

/** How a bank of accounts is shown. */
export interface EventSourcingScenarioOptions {
  /** Commands that are given. @default {300} */
  readonly commands?: number;
  /** Commands a second; Infinity for as fast as they are decided. @default {Infinity} */
  readonly ratePerSecond?: number;
  /** Processes that decide about the same accounts, each with a store of its own. @default {2} */
  readonly writers?: number;
  /** What the topics begin with: `<prefix>events`, `<prefix>snapshots`. @default {"accounts-"} */
  readonly prefix?: string;
  /** Copies of each partition of the topics that are made. @default {1} */
  readonly replicationFactor?: number;
  /** Gives no more commands. */
  readonly signal?: AbortSignal;
  /** Which commands come. @default {a fresh seed} */
  readonly random?: Random;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
}

/** What a bank came to. */
export interface EventSourcingScenarioReport {
  /** What commands have come to, over all writers. */
  readonly commands: CommandStatistics;
  /** Accounts that have events. */
  readonly accounts: number;
  /** Events in all of them. */
  readonly events: number;
  /** Money in all of them. */
  readonly total: number;
  /** Events that a start folded which had a snapshot to begin with. */
  readonly foldedAfterSnapshot: number;
  /** The account with most events, what happened to it, and what it was half-way through. */
  readonly audited: {
    readonly accountId: string;
    readonly events: number;
    readonly balance: number;
    readonly balanceHalfWay: number;
  };
  /** What must not be, in words; empty when all is well. */
  readonly problems: readonly string[];
}

interface Movement {
  readonly type: "deposited" | "withdrawn";
  readonly data: { readonly amount: number };
}

type Command = { readonly deposit: number } | { readonly withdraw: number };
type Bank = EventStore<number, Movement>;
type Row = { readonly balance: number; readonly band: string };

const ACCOUNTS = 12;

/** Nobody draws more than is there. */
class TooLittleError extends Error {}

function fold(balance: number, { type, data }: Movement): number {
  return type === "deposited" ? balance + data.amount : balance - data.amount;
}

function decide(balance: number, command: Command): Movement[] {
  if ("deposit" in command) return [{ type: "deposited", data: { amount: command.deposit } }];
  if (command.withdraw > balance) throw new TooLittleError(`There are only ${balance}`);
  return [{ type: "withdrawn", data: { amount: command.withdraw } }];
}

function overview(topic: string): ViewOptions<Row, Movement> {
  return {
    topic,
    apply(rows, { aggregateId, event }) {
      const balance = fold(rows.get(aggregateId)?.balance ?? 0, event);
      rows.put(aggregateId, { balance, band: balance < 500 ? "below 500" : "500 and more" });
    },
    indexes: { band: ({ band }) => band },
  };
}

/**
 * Gives random commands about accounts to several writers, takes snapshots, and compares what all
 * sides say: every writer, a start from a snapshot, a full replay, a view that was there all the time
 * and one that is built in the end. It makes the topics that are absent.
 *
 * @throws {WorkshopError} what a store or a view can't be opened for
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { runEventSourcingScenario } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * const { commands, problems } = await runEventSourcingScenario(kafka, { commands: 50 });
 * console.log(commands.accepted + commands.refused, problems); // 50 []
 * ```
 */
export async function runEventSourcingScenario(
  kafka: Kafka,
  options: EventSourcingScenarioOptions = {},
): Promise<EventSourcingScenarioReport> {
  const { prefix = "accounts-", writers = 2 } = options;
  const topic = `${prefix}events`;
  const snapshots = { topic: `${prefix}snapshots` };
  await makeTopics(kafka, options);
  await using stack = new AsyncDisposableStack();
  const open = async (kept: object) =>
    stack.use(
      await openEventStore(kafka, { topic, initial: 0, fold, ...shared(options), ...kept }),
    );
  const stores = await Promise.all(Array.from({ length: writers }, () => open({ snapshots })));
  const live = stack.use(await openView(kafka, overview(topic)));
  const commands = await give(stores, options);
  const [resumed, replayed] = [await open({ snapshots }), await open({})];
  const rebuilt = stack.use(await openView(kafka, overview(topic)));
  const all = [...stores, resumed, replayed];
  await Promise.all([...all, live, rebuilt].map((each) => each.caughtUp()));
  const ids = replayed.ids();
  const problems = ids.flatMap((id) => {
    const balance = replayed.get(id).state;
    const said = [
      ...all.map((store) => store.get(id).state),
      ...[live, rebuilt].map((view) => view.rows.get(id)?.balance),
    ];
    const differ = said.some((each) => each !== balance);
    const what = `Account ${id} is ${balance} by replay, and elsewhere ${said.join(", ")}`;
    return [...(differ ? [what] : []), ...(balance < 0 ? [`Account ${id} is overdrawn`] : [])];
  });
  return {
    commands,
    accounts: ids.length,
    events: ids.reduce((sum, id) => sum + replayed.get(id).version, 0),
    total: ids.reduce((sum, id) => sum + replayed.get(id).state, 0),
    foldedAfterSnapshot: resumed.statistics().folded,
    audited: await audit(replayed),
    problems,
  };
}

function shared({ clock, logger }: EventSourcingScenarioOptions) {
  return {
    ...(clock === undefined ? {} : { clock }),
    ...(logger === undefined ? {} : { logger }),
  };
}

async function makeTopics(
  kafka: Kafka,
  { prefix = "accounts-", replicationFactor = 1 }: EventSourcingScenarioOptions,
): Promise<void> {
  await using admin = await kafka.admin();
  const topics = [eventTopic(`${prefix}events`), snapshotTopic(`${prefix}snapshots`)];
  await admin.createTopics(topics.map((topic) => ({ ...topic, replicationFactor })));
}

/** All writers at the same time, as clients of different processes would; half-way a snapshot. */
async function give(
  stores: readonly Bank[],
  options: EventSourcingScenarioOptions,
): Promise<CommandStatistics> {
  const { commands = 300, ratePerSecond = Infinity, signal, clock = systemClock } = options;
  const { random = seededRandom(freshSeed()) } = options;
  const handlers = stores.map((store) => new CommandHandler(store, { decide, maxTries: 100 }));
  for (let given = 0; given < commands && !signal?.aborted;) {
    const round = handlers.slice(0, commands - given);
    given += round.length;
    await Promise.all(round.map((handler) => one(handler, random)));
    if (given - round.length < commands / 2 && given >= commands / 2) {
      await stores[0]!.takeSnapshot();
    }
    const waitMs = 1000 * round.length / ratePerSecond;
    if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => {});
  }
  const sum = (name: keyof CommandStatistics) =>
    handlers.reduce((total, handler) => total + handler.statistics()[name], 0);
  return { accepted: sum("accepted"), refused: sum("refused"), retried: sum("retried") };
}

async function one(
  handler: CommandHandler<number, Command, Movement>,
  random: Random,
): Promise<void> {
  const id = `account-${random.int(1, ACCOUNTS)}`;
  const amount = random.int(1, 200);
  const command = random.next() < 0.55 ? { deposit: amount } : { withdraw: amount };
  try {
    await handler.handle(id, command);
  } catch (error) {
    if (!(error instanceof TooLittleError)) throw error;
  }
}

async function audit(store: Bank): Promise<EventSourcingScenarioReport["audited"]> {
  const [accountId = ""] = store.ids().toSorted((a, b) =>
    store.get(b).version - store.get(a).version
  );
  const { version, state } = store.get(accountId);
  const half = await store.stateAt(accountId, { version: Math.floor(version / 2) });
  const events = (await store.history(accountId)).length;
  return { accountId, events, balance: state, balanceHalfWay: half.state };
}
