// Behavior: deletes topics with their records and the offsets committed for them. Whoever waits for
// them in a fetch is answered at once.
//
// Version notes: 5 adds messages, 6 names topics by name or id.
import { attempt, RequestError } from "../errors.ts";
import type { Access } from "../security/access.ts";
import { handler, type RequestContext } from "./handler.ts";

const NO_ID = "A".repeat(22);

export const deleteTopics = handler("DeleteTopics", [1, 6], (context, body) => {
  const asked = context.version >= 6
    ? body.topics
    : body.topicNames.map((name) => ({ name, topicId: NO_ID }));
  return { throttleTimeMs: 0, responses: asked.map((one) => remove(context, one)) };
});

function remove(
  { cluster, access }: RequestContext,
  asked: { name: string | null; topicId: string },
) {
  const topic = asked.name === null
    ? cluster.topics.byId(asked.topicId)
    : cluster.topics.get(asked.name);
  const { errorCode, errorMessage } = attempt(() => {
    if (asked.name !== null && asked.topicId !== NO_ID) {
      throw new RequestError(
        "INVALID_REQUEST",
        "You may not specify both topic name and topic id.",
      );
    }
    const name = asked.name ?? topic?.name;
    if (name !== undefined && !mayDelete(access, name)) access.demand("topic", name);
    if (topic !== undefined) return cluster.deleteTopic(topic);
    throw new RequestError(
      asked.name === null ? "UNKNOWN_TOPIC_ID" : "UNKNOWN_TOPIC_OR_PARTITION",
    );
  });
  const deniedTo = topic !== undefined && !mayDelete(access, topic.name);
  if (deniedTo && asked.name !== null) {
    return { name: asked.name, topicId: NO_ID, errorCode, errorMessage };
  }
  const known = deniedTo && !access.allows("topic", topic.name, "describe") ? undefined : topic;
  return {
    name: known?.name ?? asked.name,
    topicId: topic?.id ?? asked.topicId,
    errorCode,
    errorMessage,
  };
}

function mayDelete(access: Access, topic: string): boolean {
  return access.allows("cluster", undefined, "delete") || access.allows("topic", topic);
}
