import { waitFor } from "../../core/mod.ts";

/** As much of an administration session as making a topic takes. */
export interface TopicMaker {
  createTopics(
    topics: readonly {
      readonly name: string;
      readonly partitions: number;
      readonly config?: Readonly<Record<string, string>>;
    }[],
  ): Promise<unknown>;
  topicOffsets(name: string): Promise<unknown>;
}

/** Makes a topic and waits until its leaders answer: Apache Kafka says "made" a moment earlier. */
export async function makeTopic(
  admin: TopicMaker,
  name: string,
  options: { readonly partitions: number; readonly config?: Readonly<Record<string, string>> },
): Promise<void> {
  await admin.createTopics([{ name, ...options }]);
  await waitFor(() => admin.topicOffsets(name).then(() => true, () => false), {
    what: `leaders of ${name}`,
  });
}
