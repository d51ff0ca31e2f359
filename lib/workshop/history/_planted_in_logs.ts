import { acked, after, instead, isPoison, of, pick, type Planted, without } from "./_planting.ts";
import { atLeastOnceHistory } from "./_random_history.ts";
import { transactionalHistory } from "./_random_transactions.ts";
import type { EventOf, HistoryEvent } from "./event.ts";

/** What goes wrong on the way into the log and to readers. */
export const PLANTED_IN_LOGS: readonly Planted[] = [
  {
    name: "an acknowledged record dropped from the log",
    of: atLeastOnceHistory,
    caughtBy: "I1",
    anomaly: "lost write",
    mutate: (history, random) => without(history.events, acked(history, random)),
  },
  {
    name: "a last record that nobody worked on",
    of: atLeastOnceHistory,
    caughtBy: "I1",
    anomaly: "lost record",
    mutate(history, random) {
      const ends = of(history.events, "end").map(({ partition, offset }) => ({
        partition,
        last: offset - 1n,
      }));
      const lasts = of(
        history.events,
        "log",
        ({ id, partition, offset }) =>
          !isPoison(history, id) &&
          ends.some((end) => end.partition === partition && end.last === offset),
      );
      const last = pick(lasts, random);
      return last &&
        history.events.filter((event) =>
          !("id" in event && event.id === last.id &&
            ["deliver", "effect", "stored"].includes(event.type))
        ).map((event) =>
          (event.type === "commit" || event.type === "committed") &&
            event.partition === last.partition && event.offset > last.offset
            ? { ...event, offset: last.offset }
            : event
        );
    },
  },
  {
    name: "a failed record delivered",
    of: atLeastOnceHistory,
    caughtBy: "I2",
    anomaly: "phantom record",
    mutate({ events }, random) {
      const failed = pick(of(events, "send", ({ phase }) => phase === "fail"), random);
      return failed && after(events, failed, {
        type: "deliver",
        id: failed.id,
        topic: failed.topic,
        partition: 0,
        offset: 1_000_000n,
        reader: "auditor",
      });
    },
  },
  {
    name: "an aborted record delivered",
    of: transactionalHistory,
    caughtBy: "I2",
    anomaly: "aborted read",
    mutate({ events }, random) {
      const aborted = new Set(
        of(events, "txn", ({ phase }) => phase === "aborted").map(({ txn }) => txn),
      );
      const output = pick(
        of(events, "send", ({ phase, txn }) => phase === "ok" && aborted.has(txn ?? "")),
        random,
      );
      if (output === undefined) return undefined;
      const { id, topic, partition, offset } = output;
      const read = { type: "deliver", id, topic, partition, offset, reader: "auditor" };
      return after(events, output, read);
    },
  },
  {
    name: "a record twice in the log",
    of: atLeastOnceHistory,
    caughtBy: "I3",
    anomaly: "duplicate in the log",
    mutate({ events }, random) {
      const record = pick(of(events, "log"), random);
      return record && after(events, record, { ...record, offset: 1_000_000n });
    },
  },
  {
    name: "two readers that find different records at one offset",
    of: atLeastOnceHistory,
    caughtBy: "I4",
    anomaly: "offset disagreement",
    mutate(history, random) {
      const log = of(history.events, "log");
      const pairs = log.slice(1).map((b, i) => [log[i]!, b] as const).filter(([a, b]) =>
        a.partition === b.partition && a.key !== b.key &&
        !isPoison(history, a.id) && !isPoison(history, b.id)
      );
      const pair = pick(pairs, random);
      if (pair === undefined) return undefined;
      const [a, b] = pair;
      const who = ({ id, key, seq }: EventOf<"log">) =>
        ({ id, key, seq }) as Partial<EventOf<"log">>;
      return instead(instead(history.events, a, () => who(b))!, b, () => who(a));
    },
  },
  {
    name: "two records of a key swapped",
    of: atLeastOnceHistory,
    caughtBy: "I5",
    anomaly: "order inversion",
    mutate({ events, expect }, random) {
      const log = of(events, "log", (e) => !isPoison({ events, expect }, e.id));
      const lane = (event: EventOf<"log">) => `${event.id.split(":")[0]} ${event.key}`;
      const pairs = log.flatMap((a, i) => log.slice(i + 1).map((b) => [a, b] as const))
        .filter(([a, b]) => a.partition === b.partition && lane(a) === lane(b));
      const pair = pick(pairs, random);
      if (pair === undefined) return undefined;
      const swap = new Map([[pair[0].id, pair[1]], [pair[1].id, pair[0]]]);
      return events.map((event) => {
        if (!("id" in event) || (event.type === "send" && event.phase !== "ok")) return event;
        if (event.type === "stored") return event;
        const other = swap.get(event.id);
        return other ? { ...event, id: other.id, seq: other.seq! } as HistoryEvent : event;
      });
    },
  },
];
