import { subjectOf } from "../../events/mod.ts";
import type { TopicChoice } from "../topics.ts";

/** The topic of files' events, and that of users' events. */
export const FILE_EVENTS_TOPICS = ["kafka-topics1", "kafka-topics2"] as const;

/** The names of topics as topics to be made: the first like that of files, others like that of users. */
export function topicChoices(
  [first, ...others]: readonly string[],
): [TopicChoice, ...TopicChoice[]] {
  const [files, users] = FILE_EVENTS_TOPICS;
  return [
    { definition: files, name: first ?? files },
    ...others.map((name) => ({ definition: users, name })),
  ];
}

/** Where an event goes: users' events to the second topic, if there is one, all others to the first. */
export function topicOf(
  event: Parameters<typeof subjectOf>[0],
  [files = FILE_EVENTS_TOPICS[0], users = files]: readonly string[],
): string {
  return subjectOf(event).domain === "user" ? users : files;
}
