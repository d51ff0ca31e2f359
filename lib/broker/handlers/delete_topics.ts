// Behavior: deletes topics with their records and the offsets committed for them. Whoever waits for
// them in a fetch is answered at once.
//
// Version notes: 5 adds messages, 6 names topics by name or id.
import { attempt, RequestError } from "../errors.ts";
import type { ClusterState } from "../cluster_state.ts";
import { handler } from "./handler.ts";

const NO_ID = "A".repeat(22);

export const deleteTopics = handler("DeleteTopics", [1, 6], ({ cluster, version }, body) => {
  const asked = version >= 6
    ? body.topics
    : body.topicNames.map((name) => ({ name, topicId: NO_ID }));
  return { throttleTimeMs: 0, responses: asked.map((one) => remove(cluster, one)) };
});

function remove(cluster: ClusterState, asked: { name: string | null; topicId: string }) {
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
    if (topic !== undefined) return cluster.deleteTopic(topic);
    throw new RequestError(
      asked.name === null ? "UNKNOWN_TOPIC_ID" : "UNKNOWN_TOPIC_OR_PARTITION",
    );
  });
  return {
    name: topic?.name ?? asked.name,
    topicId: topic?.id ?? asked.topicId,
    errorCode,
    errorMessage,
  };
}
