import type { LabContext, Subject, TimelineLane } from "../../lib/workshop/mod.ts";
import { SESSION_MS } from "./crew.ts";
import { numbers } from "./groups.ts";
import { PARTITIONS } from "./more_members.ts";
import { type Outage, strike } from "./outage.ts";
import { sharesText } from "./shares.ts";

/** A pause in the reading of a partition that is worth a line, in milliseconds. */
const GAP_MS = 1000;

/** One member is killed and one frozen for longer than its session; then it is let go. */
export async function zombie(context: LabContext, subject: Subject): Promise<void> {
  const { screen } = context;
  screen.heading("2. One is killed, one is frozen");
  screen.say(
    `Four members on ${PARTITIONS} partitions: one waits in reserve. One is killed and can say no ` +
      "goodbye; another is frozen in the middle of its work, its heartbeats too. The session " +
      `timeout is ${SESSION_MS} ms, the least that brokers take by default.`,
  );
  await context.predict({
    id: "zombie",
    question:
      "Frozen for longer than its session, a member comes back, and the commit of what it had read " +
      "before arrives at last. What does the cluster say?",
    choices: [
      "It takes the commit: the records were read after all",
      "It refuses the commit: the member is no longer in the group",
      "It takes the commit and gives the member its partitions back",
    ],
  });
  const outage = await strike(context, subject);
  if (outage === undefined) {
    screen.say("Of four members none was given a partition: there is no work to interrupt.");
    return await context.seen("zombie", "nothing, since nobody had read anything");
  }
  show(context, outage);
  const { frozen, commit } = outage;
  await context.seen(
    "zombie",
    `${commit}. Others have read ${frozen}'s records by now, so that whatever ${frozen} did ` +
      "outside of Kafka has happened twice: a zombie can be kept from committing, not from working",
  );
}

function show({ screen }: LabContext, outage: Outage): void {
  const { before, after, frozen, killed, heldMs, workers } = outage;
  screen.line();
  screen.say(`Before: ${sharesText(before)}`);
  screen.say(`After:  ${sharesText(after)}`);
  screen.line();
  screen.timeline([
    { label: frozen, marks: [{ atMs: 0, untilMs: heldMs, text: "frozen" }] },
    ...(killed === undefined ? [] : [{ label: killed, marks: [{ atMs: 0, text: "killed" }] }]),
    ...numbers(PARTITIONS).map((partition) => lane(outage, partition)),
  ]);
  screen.line();
  const longest = Math.max(...numbers(PARTITIONS).map((one) => pause(outage, one)?.tookMs ?? 0));
  screen.say(
    `What they had was unread for up to ${Math.round(longest)} ms: the coordinator waits a whole ` +
      `session before it takes a member for dead. Then their heirs began at the last commit: ` +
      `${workers.repeated} records were worked on twice.`,
  );
}

function lane(outage: Outage, partition: number): TimelineLane {
  const gap = pause(outage, partition);
  const label = `partition ${partition}`;
  if (gap === undefined) return { label, marks: [{ atMs: 0, text: "not read any more" }] };
  if (gap.tookMs < GAP_MS) return { label, marks: [{ atMs: 0, text: `${gap.heir} reads on` }] };
  const { fromMs: atMs, untilMs, heir } = gap;
  return { label, marks: [{ atMs, untilMs, text: `unread, then ${heir}` }] };
}

/** The longest pause in the reading of a partition since the outage began, and who ended it. */
function pause({ workers, startMs, frozen }: Outage, partition: number) {
  const reads = workers.done.filter((one) => one.partition === partition && one.name !== frozen)
    .filter(({ atMs }) => atMs > startMs);
  const times = [startMs, ...reads.map(({ atMs }) => atMs)];
  const pauses = reads.map(({ atMs, name }, at) => ({
    fromMs: times[at]! - startMs,
    untilMs: atMs - startMs,
    tookMs: atMs - times[at]!,
    heir: name,
  }));
  return pauses.sort((a, b) => b.tookMs - a.tookMs)[0];
}
