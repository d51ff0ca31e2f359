import type { Browser } from "playwright-core";
import { waitFor } from "../../core/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";
import { type ClusterRun, inChromiumOnCluster } from "../_on_cluster_suite.ts";

const encoder = new TextEncoder();

/** A cluster with topic `orders` of three partitions, its dashboard and a browser. */
export class GroupsInChromium {
  readonly browser: Browser;
  readonly kafka: Kafka;
  readonly cluster: ClusterRun["cluster"];
  readonly url: string;

  constructor(run: ClusterRun & { readonly browser: Browser }) {
    this.browser = run.browser;
    this.kafka = run.kafka;
    this.cluster = run.cluster;
    this.url = run.dashboard.url;
  }

  /** The address of a group's page. */
  pageOf(group: string): string {
    return `${this.url}/groups?${new URLSearchParams({ group })}`;
  }

  /** Writes so many records to partitions 0, 1, 2. */
  async produce(...counts: readonly number[]): Promise<void> {
    await using admin = await this.kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 3 }]);
    await using session = await this.kafka.producer();
    for (const [partition, count] of counts.entries()) {
      const records = Array.from({ length: count }, () => ({ value: encoder.encode("x") }));
      await session.produce({ topic: "orders", partition, records });
    }
  }

  /** Commits for a group without members in partitions 0, 1, 2. */
  async commit(group: string, ...offsets: readonly bigint[]): Promise<void> {
    await using admin = await this.kafka.admin();
    const places = offsets.map((offset, partition) => ({ topic: "orders", partition, offset }));
    await admin.commitOffsets(group, places);
  }

  /** What a group has committed, by partition. */
  async committed(group: string): Promise<readonly bigint[]> {
    await using admin = await this.kafka.admin();
    return (await admin.allCommittedOffsets(group))
      .toSorted((a, b) => a.partition - b.partition).map(({ offset }) => offset);
  }

  /** Lets a member join, and waits until it has its partitions. */
  async join(groupId: string): Promise<AsyncDisposable> {
    const member = await this.kafka.joinGroup({ groupId, topics: ["orders"], onBatch: () => {} });
    await waitFor(() => member.generation, { what: "a generation" });
    return member;
  }
}

/** A test of the groups' page in a real browser. */
export function onGroups(
  name: string,
  { write = true }: { readonly write?: boolean },
  body: (run: GroupsInChromium) => Promise<void>,
): void {
  inChromiumOnCluster(name, { write }, async (run) => {
    const own = new GroupsInChromium(run);
    await own.produce(5, 3, 2);
    await body(own);
  });
}
