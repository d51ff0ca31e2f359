import type { Admin } from "../kafka/mod.ts";

/** Whether a group has committed all that its topics hold. */
export async function hasCommittedAll(
  admin: Pick<Admin, "committedOffsets" | "topicOffsets">,
  groupId: string,
  topics: readonly string[],
): Promise<boolean> {
  const committed = await admin.committedOffsets(groupId, topics);
  const next = new Map(
    committed.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]),
  );
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.topicOffsets(topic)) {
      if (low < high && next.get(`${topic}/${partition}`) !== high) return false;
    }
  }
  return true;
}
