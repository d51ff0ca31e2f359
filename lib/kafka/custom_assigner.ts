import { Buffer } from "node:buffer";
import type { Assigner, Cluster, GroupMember } from "kafkajs";
import {
  type ConsumerSubscription,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from "../protocol/mod.ts";
import type { AssigningMember, GroupAssigner, TopicPartition } from "./port.ts";

/** What a member had when it was last in the group. */
export interface LastMembership {
  readonly generationId: number;
  readonly assignment: readonly TopicPartition[];
}

/** The version of a subscription that says what a member owned, and since when (KIP-429, KIP-792). */
const SUBSCRIPTION_VERSION = 2;

/**
 * Lets the group's leader share out partitions as the port's assigner says. Members tell in their
 * subscription what they had, in the form in which Java's sticky assignors tell it.
 */
export function customAssigner(
  assigner: GroupAssigner,
  cluster: Cluster,
  last: () => LastMembership | undefined,
): Assigner {
  return {
    name: assigner.name,
    version: SUBSCRIPTION_VERSION,
    protocol: ({ topics }) => {
      const had = last();
      const metadata = encodeSubscription(SUBSCRIPTION_VERSION, {
        topics,
        ownedPartitions: byTopic(had?.assignment ?? []),
        generationId: had?.generationId ?? -1,
      });
      return { name: assigner.name, metadata: Buffer.from(metadata) };
    },
    async assign({ members, topics }) {
      const partitions = topics.flatMap((topic) =>
        cluster.findTopicPartitionMetadata(topic)
          .map(({ partitionId }) => ({ topic, partition: partitionId }))
      );
      const assignment = await assigner.assign(members.map(assigningMember), partitions);
      return members.map(({ memberId }) => {
        const assignedPartitions = byTopic(assignment.get(memberId) ?? []);
        const memberAssignment = Buffer.from(encodeAssignment(0, { assignedPartitions }));
        return { memberId, memberAssignment };
      });
    },
  };
}

function assigningMember({ memberId, memberMetadata }: GroupMember): AssigningMember {
  const { topics, ownedPartitions, generationId }: ConsumerSubscription = decodeSubscription(
    memberMetadata,
  );
  const owned = ownedPartitions.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic, partition }))
  );
  return { memberId, topics, owned, generationId };
}

function byTopic(places: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of places) {
    topics.getOrInsertComputed(topic, () => []).push(partition);
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}
