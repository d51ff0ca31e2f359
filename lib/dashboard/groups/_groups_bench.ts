import { Cluster } from "../../broker/mod.ts";
import { type Logger, waitFor } from "../../core/mod.ts";
import {
  connectKafka,
  type GroupSession,
  type GroupSessionOptions,
  type Kafka,
} from "../../kafka/mod.ts";
import { LagMonitor } from "../../monitoring/mod.ts";
import { RoutesBench } from "../_bench.ts";
import { groupRoutes } from "./group_routes.ts";
import type { GroupDetail } from "./group_view.ts";
import { GroupWatch } from "./group_watch.ts";

const encoder = new TextEncoder();

/** A dashboard with the groups' addresses on an embedded cluster: `orders` has 3 partitions. */
export class GroupsBench implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly cluster: Cluster;
  readonly watch: GroupWatch;
  readonly web: RoutesBench;
  readonly #stack: AsyncDisposableStack;

  /** What the dashboard has logged of writes. */
  readonly audit: unknown[] = [];

  private constructor(cluster: Cluster, write: boolean, stack: AsyncDisposableStack) {
    this.#stack = stack;
    this.cluster = cluster;
    this.kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
    const monitor = stack.use(new LagMonitor(this.kafka));
    this.watch = new GroupWatch(monitor);
    const routes = groupRoutes({ kafka: this.kafka, watch: this.watch });
    const onLook = () => this.watch.refresh();
    this.web = stack.use(new RoutesBench(routes, { write, onLook, logger: this.#logger() }));
  }

  /** Starts it. */
  static async start({ write = true } = {}): Promise<GroupsBench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const bench = new GroupsBench(cluster, write, stack.move());
    await using admin = await bench.kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 3 }]);
    return bench;
  }

  #logger(): Logger {
    return {
      log: (_level, _message, fields) => {
        if (fields?.["audit"] === true) this.audit.push(fields["request"]);
      },
      child: () => this.#logger(),
    };
  }

  /** Writes records of the seconds 1, 2, 3… after 1970 to each partition. */
  async produce(counts: readonly number[], topic = "orders"): Promise<void> {
    await using session = await this.kafka.producer();
    for (const [partition, count] of counts.entries()) {
      if (count === 0) continue;
      const records = Array.from({ length: count }, (_, at) => ({
        value: encoder.encode("x"),
        timestampMs: (at + 1) * 1000,
      }));
      await session.produce({ topic, partition, records });
    }
  }

  /** Commits for a group without members, in partition 0, 1, 2…; `null` leaves one out. */
  async commit(group: string, offsets: readonly (bigint | null)[], topic = "orders") {
    await using admin = await this.kafka.admin();
    const places = offsets.flatMap((offset, partition) =>
      offset === null ? [] : [{ topic, partition, offset }]
    );
    await admin.commitOffsets(group, places);
  }

  /** What a group has committed, by partition. */
  async committed(group: string): Promise<readonly (readonly [number, bigint])[]> {
    await using admin = await this.kafka.admin();
    return (await admin.allCommittedOffsets(group))
      .map(({ partition, offset }) => [partition, offset] as const)
      .sort(([a], [b]) => a - b);
  }

  /** Lets a member join a group. */
  join(
    groupId: string,
    options: Pick<GroupSessionOptions, "onRevoking"> = {},
  ): Promise<GroupSession> {
    return this.kafka.joinGroup({ ...options, groupId, topics: ["orders"], onBatch: () => {} });
  }

  /** Waits until the page's figures of a group are as wanted. */
  async until(
    group: string,
    what: string,
    isSo: (detail: GroupDetail) => boolean,
  ): Promise<GroupDetail> {
    return await waitFor(async () => {
      const { status, body } = await this.web.get("/api/groups/detail", { group });
      return status === 200 && isSo(body) ? body as GroupDetail : undefined;
    }, { what, timeoutMs: 60_000 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}
