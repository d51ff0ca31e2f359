import { waitFor } from "../../lib/core/mod.ts";
import type { Cell, LabContext } from "../../lib/workshop/mod.ts";
import { ReplicatedTopic, someIds, type Written } from "./replicated_topic.ts";
import type { Durability } from "./requirements.ts";

const RECORDS = 5;

const TWO: Durability = {
  replicationFactor: 3,
  minInsyncReplicas: 2,
  acks: "all",
  uncleanLeaderElection: false,
};

/** Brokers go until too few are in sync; then writing is bought back, and paid for. */
export async function tooFew(context: LabContext): Promise<void> {
  const { screen, control } = context;
  screen.heading("2. Too few in sync");
  screen.say(
    "A topic with three replicas and min.insync.replicas=2. One follower is killed, then the other; " +
      "after each five records are offered with acks=all, five others with acks=1, and a consumer " +
      "looks for those.",
  );
  await context.predict({
    id: "minimum",
    question: "With one of three brokers left, a write with acks=1 is …",
    choices: [
      "refused: the minimum is 2",
      "acknowledged: the minimum counts for acks=all only",
      "acknowledged, and marked as unsafe",
    ],
  });
  const [leader, second, third] = control.brokerIds as [number, number, number];
  const topic = await ReplicatedTopic.make(context, TWO, [leader, second, third]);
  const rows: Cell[][] = [];
  const alone: string[] = [];
  let [lone, loneRead] = ["", 0];
  for (const gone of [undefined, third, second]) {
    if (gone !== undefined) await control.kill(gone);
    const inSync = await topic.inSync();
    const all = await definite(context, topic);
    const ids = someIds(context, RECORDS);
    const one = await topic.write(ids, { acks: 1 });
    if (inSync.length === 1 && one.outcome === "acknowledged") alone.push(...ids);
    const read = await readOf(context, topic, { ids, all: inSync.length >= TWO.minInsyncReplicas });
    lone = told(one);
    loneRead = read;
    rows.push([
      gone === undefined ? "nobody" : gone === third ? third : `${third}, ${second}`,
      inSync.join(", "),
      told(all),
      told(one),
      `${read} of ${RECORDS}`,
    ]);
  }
  screen.line();
  screen.table([
    { title: "killed" },
    { title: "in sync" },
    { title: "acks=all" },
    { title: "acks=1" },
    { title: "read" },
  ], rows);
  await context.seen(
    "minimum",
    `With one broker left acks=1 is ${lone}, and a consumer is shown ${loneRead} of those records ` +
      "until the minimum is met again. It is a promise to those who wait for all in sync; who does " +
      "not wait is promised nothing",
  );
  await boughtBack(context, topic, alone);
}

/** How many of some records a consumer is shown; all of them, in time, where enough are in sync. */
async function readOf(
  context: LabContext,
  topic: ReplicatedTopic,
  { ids, all }: { readonly ids: readonly string[]; readonly all: boolean },
): Promise<number> {
  const shown = async () => {
    const log = await topic.read();
    return ids.filter((id) => log?.includes(id)).length;
  };
  if (!all) return await shown();
  return await waitFor(
    async () => await shown() === ids.length ? ids.length : undefined,
    { what: `records of ${topic.name} to be read`, timeoutMs: 20_000, signal: context.signal },
  );
}

/** A leader that has just lost a follower may append first and count then: it is asked again. */
async function definite(context: LabContext, topic: ReplicatedTopic): Promise<Written> {
  return await waitFor(async () => {
    const written = await topic.write(someIds(context, RECORDS));
    return written.outcome === "refused" && !written.definite ? undefined : written;
  }, { what: `a definite answer of ${topic.name}`, timeoutMs: 20_000, signal: context.signal });
}

/** The minimum is lowered, the last copy dies, and somebody wants a leader all the same. */
async function boughtBack(
  context: LabContext,
  topic: ReplicatedTopic,
  alone: string[],
): Promise<void> {
  const { screen, admin, control } = context;
  const [leader, second, third] = control.brokerIds as [number, number, number];
  screen.heading("3. Availability bought back, and its price");
  await admin.alterTopicConfig(topic.name, { "min.insync.replicas": "1" });
  const ids = someIds(context, RECORDS);
  const lowered = await untilTaken(context, topic, ids);
  if (lowered.outcome === "acknowledged") alone.push(...ids);
  const rows: Cell[][] = [
    ["min.insync.replicas=1", `a write with acks=all: ${told(lowered)}`, "one copy"],
  ];
  await control.kill(leader);
  await control.revive(second);
  rows.push([
    `${leader} dies, ${second} is back`,
    await topic.leader() < 0 ? "no leader: it lacks records" : `leader ${await topic.leader()}`,
    "no writes",
  ]);
  await admin.alterTopicConfig(topic.name, { "unclean.leader.election.enable": "true" });
  // An election is held when a broker comes, not when a setting changes.
  await control.revive(third);
  const back = await untilTaken(context, topic, someIds(context, 1));
  rows.push([
    `unclean election on, ${third} is back`,
    `leader ${await topic.leader()}, a write: ${told(back)}`,
    "see below",
  ]);
  screen.table([{ title: "done" }, { title: "seen" }, { title: "price", shrinks: true }], rows);
  const log = new Set(await topic.read());
  const gone = alone.filter((id) => !log.has(id));
  await control.revive(leader);
  screen.line();
  screen.say(
    `${gone.length} of ${alone.length} records that the last broker had acknowledged are gone, and ` +
      `its return does not bring them back: it has to follow the new leader. Each step bought ` +
      "writing with safety. Which of the two is wanted is a requirement, not a setting.",
  );
}

/** New settings take a moment to reach the leader, and an election to be held. */
async function untilTaken(
  context: LabContext,
  topic: ReplicatedTopic,
  ids: readonly string[],
): Promise<Written> {
  return await waitFor(async () => {
    const written = await topic.write(ids);
    return written.outcome === "acknowledged" ? written : undefined;
  }, { what: `${topic.name} to take a write`, timeoutMs: 20_000, signal: context.signal });
}

function told(written: Written): string {
  return written.outcome === "acknowledged" ? "acknowledged" : written.code;
}
