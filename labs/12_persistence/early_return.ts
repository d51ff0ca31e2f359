import { type CheckContext, fail, type Subject, type Verdict } from "../../lib/workshop/mod.ts";
import { handleOf, isKill, Killed } from "./clerk.ts";
import { apart, type DocumentStore, watched } from "./document_store.ts";
import { anomalyOf, difference, type OrderRecord, placeOf, told } from "./orders.ts";

/** So often nothing new may come of a process before it counts as one that waits. */
const QUIET = 3;

/** Whoever goes on to the next record may commit this one: then none of its calls is on its way. */
export async function returnsEarly(
  context: CheckContext,
  { store, records, mostSteps }: {
    readonly store: DocumentStore;
    readonly records: readonly OrderRecord[];
    readonly mostSteps: number;
  },
): Promise<Verdict | undefined> {
  const record = records[0]!;
  const next = records.find(({ value }) => value.shop !== record.value.shop)!;
  let subject = await context.subject();
  for (let step = 1; step <= mostSteps; step++) {
    const own = apart(store, `held ${step}`);
    const { call, isKilled } = await heldAt(step, subject, own, [record, next]);
    if (call === "") return undefined;
    if (!isKilled) continue;
    const found = await difference(own, [record]);
    if (found === undefined) {
      subject = await context.subject();
      continue;
    }
    const { topic, partition, offset } = record;
    return fail({
      happened:
        `applyOnce() was done with the record at ${placeOf(record)} while its call ${step} ` +
        `of the store, ${call}(), was still on its way. The offset was committed, and the process ` +
        `killed: nobody is given the record again, and ${told(found)}. What nobody waits for may ` +
        "never happen",
      anomaly: anomalyOf(found),
      evidence: { topic, partition, offset, id: found.id, store: store.name },
      fault: `SIGKILL after the record was done, ${call}() on its way`,
    });
  }
  return undefined;
}

/** Holds a call until nothing else comes; kills the process if that went on to the next record. */
async function heldAt(
  step: number,
  subject: Subject,
  store: DocumentStore,
  [record, next]: readonly [OrderRecord, OrderRecord],
): Promise<{ readonly call: string; readonly isKilled: boolean }> {
  let [call, calls, isHeld, isKilled] = ["", 0, false, false];
  const first = watched(store, {
    async before(at, name) {
      calls++;
      if (at !== step) return;
      [call, isHeld] = [name, true];
      await comeToRest(subject, () => calls);
      isHeld = false;
      if (!isKilled) return;
      await subject.kill();
      throw new Killed();
    },
  });
  const second = watched(store, {
    before() {
      calls++;
      isKilled ||= isHeld;
      return Promise.resolve();
    },
  });
  const given = [[handleOf(first, []), record], [handleOf(second, []), next]];
  try {
    for (const outcome of await subject.outcomes("applyOnce", given)) {
      subject.valueOf("applyOnce", outcome);
    }
  } catch (error) {
    if (!isKill(error)) throw error;
  }
  return { call, isKilled };
}

async function comeToRest(subject: Subject, calls: () => number): Promise<void> {
  for (let quiet = 0; quiet < QUIET; quiet++) {
    const before = calls();
    await subject.rest();
    if (calls() !== before) quiet = 0;
  }
}
