import type { Admin, Kafka, SurveyedGroup, SurveyedTopic } from "../kafka/mod.ts";

/** A cluster in a few fields, for tests of what looks at one. */
export class FakeCluster implements Pick<Kafka, "admin"> {
  brokers = [1];
  controllerId = 1;
  /** End offsets by topic. */
  topics: Record<string, number[]> = {};
  /** First offsets by topic, where they aren't 0. */
  lows: Record<string, number[]> = {};
  inSync = [1];
  /** Committed offsets by group and "topic/partition". */
  committed: Record<string, Record<string, number>> = {};
  /** Assignments by group and member; a group without members is Empty. */
  members: Record<string, Record<string, string[]>> = {};
  /** Partitions that nobody leads: "topic/partition". */
  leaderless = new Set<string>();
  failure: Error | undefined;
  /** Runs before a call is answered; its name is given. */
  onCall: (name: string) => void | Promise<void> = () => {};
  readonly calls: string[] = [];
  opened = 0;
  closed = 0;

  admin(): Promise<Admin> {
    this.opened += 1;
    const answered = <T>(name: string, answer: () => T) => async (): Promise<T> => {
      this.calls.push(name);
      if (this.failure !== undefined) throw this.failure;
      await this.onCall(name);
      return answer();
    };
    const admin: Partial<Admin> = {
      describeCluster: answered("describeCluster", () => ({
        clusterId: "fake",
        controllerId: this.controllerId,
        brokers: this.brokers.map((id) => ({ id, host: "localhost", port: 9092 })),
      })),
      surveyGroups: (ids) =>
        answered(
          "surveyGroups",
          () =>
            Object.keys(this.committed).filter((id) => ids?.includes(id) ?? true)
              .map((id) => this.#group(id)),
        )(),
      surveyTopics: (names) =>
        answered(
          "surveyTopics",
          () =>
            Object.keys(this.topics).filter((name) => names?.includes(name) ?? true)
              .map((name) => this.#topic(name)),
        )(),
      [Symbol.asyncDispose]: () => {
        this.closed += 1;
        return Promise.resolve();
      },
    };
    return Promise.resolve(admin as Admin);
  }

  #topic(name: string): SurveyedTopic {
    const partitions = this.topics[name]!.map((high, partition) => ({
      partition,
      leader: this.brokers[0] ?? -1,
      replicas: this.brokers,
      inSyncReplicas: this.inSync,
      offsets: this.leaderless.has(`${name}/${partition}`)
        ? undefined
        : { low: BigInt(this.lows[name]?.[partition] ?? 0), high: BigInt(high) },
    }));
    return { name, isInternal: name.startsWith("__"), partitions };
  }

  #group(groupId: string): SurveyedGroup {
    const members = Object.entries(this.members[groupId] ?? {}).map(([memberId, places]) => ({
      memberId,
      clientId: memberId,
      host: "/127.0.0.1",
      assignment: places.map(placeOf),
    }));
    const committed = Object.entries(this.committed[groupId]!).map(([place, offset]) => ({
      ...placeOf(place),
      offset: BigInt(offset),
    }));
    const state = members.length > 0 ? "Stable" : "Empty";
    return { groupId, state, members, protocolType: "consumer", committed };
  }
}

function placeOf(place: string): { topic: string; partition: number } {
  const [topic, partition] = place.split("/");
  return { topic: topic!, partition: Number(partition) };
}
