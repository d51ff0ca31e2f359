import type { Admin, TopicPartition } from "../../../kafka/mod.ts";

const TOPICS = { group: "__consumer_offsets", transaction: "__transaction_state" } as const;

/** The partition whose leader coordinates a group or a transactional id, and who that is now. */
export async function coordinatorPlace(
  admin: Admin,
  kind: keyof typeof TOPICS,
  key: string,
): Promise<TopicPartition & { readonly leader: number }> {
  const topic = TOPICS[kind];
  const places = await admin.describeTopic(topic);
  const partition = Math.abs(javaHash(key)) % places.length;
  return {
    topic,
    partition,
    leader: places.find((place) => place.partition === partition)!.leader,
  };
}

/** Java's `String.hashCode`. */
function javaHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
