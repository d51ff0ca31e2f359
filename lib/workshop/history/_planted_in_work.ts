import { acked, after, instead, of, pick, type Planted, without } from "./_planting.ts";
import { atLeastOnceHistory, atMostOnceHistory } from "./_random_history.ts";
import { transactionalHistory } from "./_random_transactions.ts";

/** What goes wrong in the work on records, in commits and in what is told of it. */
export const PLANTED_IN_WORK: readonly Planted[] = [
  {
    name: "a document that the store took twice",
    of: atLeastOnceHistory,
    caughtBy: "I6",
    anomaly: "repeated effect",
    mutate({ events }, random) {
      const effect = pick(of(events, "effect", (e) => e.outcome === "applied"), random);
      return effect && after(events, effect, effect);
    },
  },
  {
    name: "a document twice in the store",
    of: atLeastOnceHistory,
    caughtBy: "I6",
    anomaly: "repeated effect",
    mutate: ({ events }, random) =>
      instead(events, pick(of(events, "stored"), random), () => ({ count: 2 })),
  },
  {
    name: "a document that the store lost",
    of: atLeastOnceHistory,
    caughtBy: "I6",
    anomaly: "lost effect",
    mutate({ events }, random) {
      const stored = of(events, "stored");
      return stored.length < 2 ? undefined : without(events, pick(stored, random));
    },
  },
  {
    name: "an output twice in the log",
    of: transactionalHistory,
    caughtBy: "I6",
    anomaly: "repeated output",
    mutate({ events }, random) {
      const output = pick(of(events, "log", ({ from }) => from !== undefined), random);
      return output && after(events, output, { ...output, offset: 1_000_000n });
    },
  },
  {
    name: "work done twice although it was committed first",
    of: atMostOnceHistory,
    caughtBy: "I6",
    anomaly: "repeated effect",
    mutate({ events }, random) {
      const effect = pick(of(events, "effect"), random);
      return effect && after(events, effect, effect);
    },
  },
  {
    name: "a dead letter with the wrong offset",
    of: atLeastOnceHistory,
    caughtBy: "I7",
    anomaly: "wrong dead letter",
    mutate: ({ events }, random) =>
      instead(events, pick(of(events, "dlq", (e) => e.phase === "found"), random), ({ from }) => ({
        from: { ...from, offset: from.offset + 1n },
      })),
  },
  {
    name: "a dead letter with the wrong reason, attempts or bytes",
    of: atLeastOnceHistory,
    caughtBy: "I7",
    anomaly: "wrong dead letter",
    mutate: ({ events }, random) =>
      instead(
        events,
        pick(of(events, "dlq", (e) => e.phase === "found"), random),
        () => random.pick([{ reason: "OTHER" }, { attempts: 4 }, { bytesEqual: false }]),
      ),
  },
  {
    name: "a dead letter twice",
    of: atLeastOnceHistory,
    caughtBy: "I7",
    anomaly: "repeated dead letter",
    mutate({ events }, random) {
      const letter = pick(of(events, "dlq", (e) => e.phase === "found"), random);
      return letter && after(events, letter, letter);
    },
  },
  {
    name: "a dead letter that is missing",
    of: atLeastOnceHistory,
    caughtBy: "I7",
    anomaly: "missing dead letter",
    mutate: ({ events }, random) =>
      without(events, pick(of(events, "dlq", (e) => e.phase === "found"), random)),
  },
  {
    name: "a dead letter of a record that was no poison",
    of: atLeastOnceHistory,
    caughtBy: "I7",
    anomaly: "unfounded dead letter",
    mutate(history, random) {
      const record = acked(history, random);
      if (record === undefined) return undefined;
      const { id, topic, partition, offset } = record;
      const from = { topic, partition, offset };
      const letter = { type: "dlq", phase: "found", id, from, reason: "BAD_ORDER", attempts: 1 };
      return after(history.events, history.events.at(-1), letter);
    },
  },
  {
    name: "an offset committed before its record was finished",
    of: atLeastOnceHistory,
    caughtBy: "I8",
    anomaly: "early commit",
    mutate({ events }, random) {
      const finishedAt = new Map<string, number>();
      for (const [index, event] of events.entries()) {
        const at = event.type === "effect" ? event : event.type === "dlq" ? event.from : undefined;
        const key = at && `${at.partition}/${at.offset}`;
        if (key !== undefined && !finishedAt.has(key)) finishedAt.set(key, index);
      }
      const early = pick(
        of(events, "commit", (e) =>
          e.phase === "invoke" &&
          (finishedAt.get(`${e.partition}/${e.offset}`) ?? -1) > events.indexOf(e)),
        random,
      );
      return instead(events, early, ({ offset }) => ({ offset: offset + 1n }));
    },
  },
  {
    name: "a commit of an old generation that was taken",
    of: atLeastOnceHistory,
    caughtBy: "I8",
    anomaly: "stale commit",
    mutate: ({ events }, random) =>
      instead(
        events,
        pick(of(events, "commit", ({ phase }) => phase === "fail"), random),
        () => ({ phase: "ok" as const }),
      ),
  },
  {
    name: "a commit of somebody else's partition",
    of: atLeastOnceHistory,
    caughtBy: "I8",
    anomaly: "stale commit",
    mutate({ events }, random) {
      const given = pick(of(events, "assign", ({ partitions }) => partitions.length < 3), random);
      if (given === undefined) return undefined;
      const { group, member, generation, topic } = given;
      // Both members of a generation are told of before the commit is.
      const last = of(events, "assign", (e) => e.generation === generation).at(-1);
      const partition = [0, 1, 2].find((at) => !given.partitions.includes(at));
      const about = { type: "commit", group, member, generation, topic, partition, offset: 0n };
      return after(events, last, { ...about, phase: "invoke" }, { ...about, phase: "ok" });
    },
  },
  {
    name: "work begun before its offset was committed",
    of: atMostOnceHistory,
    caughtBy: "I8",
    anomaly: "early effect",
    mutate({ events }, random) {
      const first = pick(
        events.keys().filter((at) =>
          events[at]!.type === "effect" && events[at - 1]!.type === "commit"
        )
          .toArray(),
        random,
      );
      return first === undefined ? undefined : events.toSpliced(first, 1)
        .toSpliced(first - 2, 0, events[first]!);
    },
  },
  {
    name: "a committed transaction that lacks an output",
    of: transactionalHistory,
    caughtBy: "I9",
    anomaly: "torn transaction",
    mutate({ events }, random) {
      const output = pick(of(events, "log", ({ from }) => from !== undefined), random);
      return without(events, output);
    },
  },
  {
    name: "a transaction whose offsets did not move",
    of: transactionalHistory,
    caughtBy: "I9",
    anomaly: "torn transaction",
    mutate: ({ events }, random) =>
      instead(
        events,
        pick(of(events, "committed", ({ offset }) => offset > 0n), random),
        ({ offset }) => ({ offset: offset - 1n }),
      ),
  },
  {
    name: "an uncaught error",
    of: atLeastOnceHistory,
    caughtBy: "I10",
    anomaly: "uncaught error",
    mutate: ({ events }, random) =>
      after(events, random.pick(events), { type: "error", class: "TypeError", uncaught: true }),
  },
  {
    name: "an error without a code",
    of: atLeastOnceHistory,
    caughtBy: "I10",
    anomaly: "error without a code",
    mutate: ({ events }, random) =>
      after(events, random.pick(events), { type: "error", class: "Error", uncaught: false }),
  },
  {
    name: "a recovery that is too slow",
    of: atLeastOnceHistory,
    caughtBy: "I10",
    anomaly: "slow recovery",
    mutate: ({ events }, random) =>
      instead(
        events,
        pick(of(events, "recovered"), random),
        () => ({ ms: random.pick([30_001, null]) }),
      ),
  },
  {
    name: "a fault that moved no metric",
    of: atLeastOnceHistory,
    caughtBy: "I10",
    anomaly: "silent fault",
    mutate: ({ events }, random) =>
      instead(events, pick(of(events, "metric"), random), ({ before }) => ({ after: before })),
  },
];
