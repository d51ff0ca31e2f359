import type { GroupDescription, PartitionDescription } from "./port_described.ts";
import type { TopicPartitionOffset } from "./port_records.ts";

/** A partition among many that were asked for together. */
export interface SurveyedPartition extends PartitionDescription {
  /** The first offset kept and the next to be written; `undefined` where no leader told them. */
  readonly offsets: { readonly low: bigint; readonly high: bigint } | undefined;
}

/** A topic among many that were asked for together. */
export interface SurveyedTopic {
  /** Name of the topic. */
  readonly name: string;
  /** Whether it is one of Kafka's own. */
  readonly isInternal: boolean;
  /** Its partitions, in their order. */
  readonly partitions: readonly SurveyedPartition[];
}

/** A group among many that were asked for together. */
export interface SurveyedGroup extends GroupDescription {
  /** `consumer` for consumers; other members, as those of Connect, have other words. */
  readonly protocolType: string;
  /** Where it has committed, of topics that are gone too. */
  readonly committed: readonly TopicPartitionOffset[];
}

/** Questions about everything at once, in a few requests to each broker, however much there is. */
export interface SurveyingAdmin {
  /**
   * Topics with partitions, replicas and offsets, by name: one request for what there is and two to
   * each broker. Names that aren't there are left out.
   *
   * @param names of the topics @default {all, Kafka's own too}
   */
  surveyTopics(names?: readonly string[]): Promise<readonly SurveyedTopic[]>;
  /**
   * Groups with state, members and committed offsets, by name: three requests to each broker (to
   * brokers before 3.0, one more for each group). Groups that aren't there are left out. What an
   * open transaction is to commit doesn't count yet.
   *
   * @param groupIds names of the groups @default {all}
   */
  surveyGroups(groupIds?: readonly string[]): Promise<readonly SurveyedGroup[]>;
}
