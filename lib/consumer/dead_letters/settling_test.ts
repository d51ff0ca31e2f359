import { assertEquals, assertRejects } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import type { Kafka, TransactionalSession } from "../../kafka/mod.ts";
import { Settling } from "./settling.ts";

const MARK = { key: new Uint8Array(1), value: new Uint8Array(1) };
const immediate = { now: () => 0, monotonicMs: () => 0, sleep: () => Promise.resolve() };

/** Commits fail with these one after the other, then succeed; notes what happens. */
function failing(...failures: WorkshopError[]) {
  const seen: string[] = [];
  const session = {
    transactionalId: "DLQ.settled",
    usable: true,
    begin: () => Promise.resolve({ produce, commit, abort }),
    [Symbol.asyncDispose]: () => Promise.resolve(void seen.push("closed")),
  } as unknown as TransactionalSession;
  const produce = () => Promise.resolve({ baseOffset: 0n, logAppendTimeMs: undefined });
  const abort = () => Promise.resolve(void seen.push("aborted"));
  const commit = () => {
    const failure = failures.shift();
    if (failure === undefined) return Promise.resolve(void seen.push("committed"));
    return Promise.reject(failure);
  };
  const admin = { listTopics: () => ["DLQ.settled"], [Symbol.asyncDispose]: async () => {} };
  const kafka = {
    admin: () => Promise.resolve(admin),
    transactional: () => {
      seen.push("opened");
      return Promise.resolve(session);
    },
  } as unknown as Kafka;
  return { kafka, seen };
}

const error = (details: { retriable?: boolean; definite?: boolean }) =>
  new WorkshopError("no", { code: "NO", ...details });

Deno.test("what may pass is tried again, in a transaction of its own", async () => {
  const { kafka, seen } = failing(error({ retriable: true }), error({ retriable: true }));
  await using settling = await Settling.open(kafka, "DLQ");
  await settling.settle([{ mark: MARK }], immediate);
  assertEquals(seen, ["opened", "aborted", "aborted", "committed"]);
});

Deno.test("what may not pass, and what never passes, is told", async () => {
  const { kafka, seen } = failing(error({}), ...Array(20).fill(error({ retriable: true })));
  await using settling = await Settling.open(kafka, "DLQ");
  const refused = await assertRejects(() => settling.settle([{ mark: MARK }], immediate));
  assertEquals((refused as WorkshopError).code, "NO");
  assertEquals(seen, ["opened", "aborted"]);
  await assertRejects(() => settling.settle([{ mark: MARK }], immediate), WorkshopError, "no");
});

Deno.test("an outcome that isn't known is never tried again here: the marks tell, next time", async () => {
  const { kafka, seen } = failing(error({ retriable: true, definite: false }));
  await using settling = await Settling.open(kafka, "DLQ");
  const uncertain = await assertRejects(() => settling.settle([{ mark: MARK }], immediate));
  assertEquals((uncertain as WorkshopError).code, "SETTLING_UNCERTAIN");
  assertEquals(seen.includes("committed"), false);
});
