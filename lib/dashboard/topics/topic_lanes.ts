import { type Clock, messageOf, systemClock } from "../../core/mod.ts";
import { redactText } from "../../monitoring/mod.ts";
import type { EventSender } from "../route_stream.ts";
import type { SeenTopic, TopicsAdmin } from "./ports.ts";
import { type ReaderRow, readersOf } from "./topic_view.ts";

/** One moment of a topic's partitions. */
export interface LanesView {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly partitions: readonly {
    readonly partition: number;
    readonly leader: number;
    readonly low: string | null;
    readonly end: string | null;
  }[];
  /** The groups that read it, those that are furthest behind first; at most a few. */
  readonly groups: readonly ReaderRow[];
  /** How many more groups read it. */
  readonly moreGroups: number;
}

/** How the lanes are watched. */
export interface LanesOptions {
  /** Time between two looks, in milliseconds. @default {1000} */
  readonly intervalMs?: number;
  /** Time between two searches for groups that read the topic, in milliseconds. @default {10000} */
  readonly searchMs?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** Groups whose commits are shown in the lanes. */
const SHOWN_GROUPS = 6;
/** More partitions than these no page can draw; the table below has them all. */
export const SHOWN_LANES = 200;

/** Sends a topic's ends and commits again and again, until the signal; failures are told too. */
export async function sendLanes(
  admin: Pick<TopicsAdmin, "surveyTopics" | "surveyGroups">,
  { name, sender, signal, ...options }: LanesOptions & {
    readonly name: string;
    readonly sender: EventSender;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { intervalMs = 1000, searchMs = 10_000, clock = systemClock } = options;
  let readers: readonly string[] = [];
  let searchedAtMs = -Infinity;
  while (!signal.aborted) {
    try {
      const search = clock.monotonicMs() - searchedAtMs >= searchMs;
      // commits before ends: the other way round a quick group would be ahead of the log
      const groups = await admin.surveyGroups(search ? undefined : readers);
      const [topic] = await admin.surveyTopics([name]);
      if (signal.aborted) return;
      if (topic === undefined) {
        sender.send({ event: "gone", data: { message: `There is no topic ${name}` } });
      } else {
        const rows = readersOf(topic, groups);
        if (search) {
          searchedAtMs = clock.monotonicMs();
          readers = rows.map(({ groupId }) => groupId).slice(0, SHOWN_GROUPS);
        }
        sender.send({ event: "lanes", data: lanesOf(topic, rows, clock.now()) });
      }
    } catch (error) {
      if (signal.aborted) return;
      sender.send({ event: "failure", data: { message: redactText(messageOf(error)) } });
    }
    await clock.sleep(intervalMs, signal).catch(() => {});
  }
}

function lanesOf(topic: SeenTopic, rows: readonly ReaderRow[], atMs: number): LanesView {
  return {
    atMs,
    partitions: topic.partitions.slice(0, SHOWN_LANES).map(({ partition, leader, offsets }) => ({
      partition,
      leader,
      low: offsets === undefined ? null : String(offsets.low),
      end: offsets === undefined ? null : String(offsets.high),
    })),
    groups: rows.slice(0, SHOWN_GROUPS),
    moreGroups: Math.max(0, rows.length - SHOWN_GROUPS),
  };
}
