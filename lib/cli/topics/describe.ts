import { WorkshopError } from "../../core/mod.ts";
import type { Admin, LogDir, Setting } from "../../kafka/mod.ts";
import { table } from "../../workshop/mod.ts";
import { bytesText } from "../bytes_text.ts";
import { safeText } from "../safe_text.ts";
import type { TopicsRun } from "./flags.ts";
import { topicNames } from "./list.ts";

/** A topic with all that is asked about it. */
interface DescribedTopic {
  readonly name: string;
  readonly replicationFactor: number;
  /** Settings that are not Kafka's defaults. */
  readonly settings: readonly Setting[];
  readonly partitions: readonly DescribedPartition[];
}

interface DescribedPartition {
  readonly partition: number;
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
  readonly logStartOffset: bigint | undefined;
  readonly logEndOffset: bigint | undefined;
  /** Size of the leader's copy on its disk. */
  readonly sizeBytes: number | undefined;
}

/** Describes the topics that are named, or all. */
export async function describe({ admin, flags, names, print }: TopicsRun): Promise<void> {
  const wanted = names.length > 0 ? names : await topicNames(admin, flags);
  const folders = await admin.describeLogDirs().catch(refused);
  const topics = await Promise.all(wanted.map((name) => described(admin, name, folders)));
  if (flags.json) {
    const plain = (_: string, value: unknown) => typeof value === "bigint" ? Number(value) : value;
    return print(JSON.stringify({ topics }, plain));
  }
  if (topics.length === 0) print("There is no topic: deno task topics create NAME");
  topics.forEach((topic, at) => {
    if (at > 0) print("");
    for (const line of textOf(topic)) print(line);
  });
}

/** Sizes are for those who may see the cluster; everything else goes without. */
function refused(error: unknown): readonly LogDir[] {
  if (error instanceof WorkshopError && error.code === "CLUSTER_AUTHORIZATION_FAILED") return [];
  throw error;
}

async function described(
  admin: Admin,
  name: string,
  folders: readonly LogDir[],
): Promise<DescribedTopic> {
  const [partitions, settings] = await Promise.all([
    admin.describeTopic(name),
    admin.topicSettings(name),
  ]);
  const isLed = partitions.every(({ leader }) => leader >= 0);
  const offsets = isLed ? await admin.topicOffsets(name) : [];
  return {
    name,
    replicationFactor: Math.max(0, ...partitions.map(({ replicas }) => replicas.length)),
    settings: settings.filter(({ source }) => source !== "default"),
    partitions: partitions.map((partition) => {
      const found = offsets.find((at) => at.partition === partition.partition);
      const copy = folders.filter(({ broker }) => broker === partition.leader)
        .flatMap((folder) => folder.partitions)
        .find((at) => at.topic === name && at.partition === partition.partition);
      return {
        ...partition,
        logStartOffset: found?.low,
        logEndOffset: found?.high,
        sizeBytes: copy?.sizeBytes,
      };
    }),
  };
}

function textOf({ name, replicationFactor, settings, partitions }: DescribedTopic): string[] {
  const behind = partitions.filter((at) => at.inSyncReplicas.length < at.replicas.length).length;
  const bytes = partitions.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  return [
    `${
      safeText(name)
    }: ${partitions.length} partitions, replication factor ${replicationFactor}, ` +
    `${bytesText(bytes)}`,
    ...settings.map((setting) => `  ${setting.name}=${setting.value ?? ""}${sourceOf(setting)}`),
    ...(behind === 0 ? [] : [`  ${behind} partitions have copies that are not in sync`]),
    ...table(COLUMNS, partitions.map(rowOf)),
  ];
}

function sourceOf({ source }: Setting): string {
  return source === "topic" ? "" : `  (set for ${source === "file" ? "the broker" : source})`;
}

const COLUMNS = [
  { title: "partition", align: "right" },
  { title: "leader", align: "right" },
  { title: "replicas", shrinks: true },
  { title: "in sync", shrinks: true },
  { title: "first", align: "right" },
  { title: "end", align: "right" },
  { title: "size", align: "right" },
] as const;

function rowOf(at: DescribedPartition) {
  return [
    at.partition,
    at.leader < 0 ? "none" : at.leader,
    at.replicas.join(","),
    at.inSyncReplicas.join(","),
    at.logStartOffset ?? "-",
    at.logEndOffset ?? "-",
    at.sizeBytes === undefined ? "-" : bytesText(at.sizeBytes),
  ];
}
