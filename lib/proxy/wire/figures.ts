import { decodeAssignment, kafkaErrorOf, splitBatches } from "../../protocol/mod.ts";
import { isSecret } from "./secrets.ts";

type Fields = Readonly<Record<string, unknown>>;
/** Gives the name of a topic's id. */
type NameOf = (topicId: string) => string;

/** Scalars worth a place on a line, and how they are called there. */
const LABELS: Readonly<Record<string, string>> = {
  groupId: "group",
  memberId: "member",
  groupInstanceId: "instance",
  generationId: "generation",
  generationIdOrMemberEpoch: "generation",
  memberEpoch: "epoch",
  transactionalId: "txn",
  producerId: "producer",
  producerEpoch: "epoch",
  acks: "acks",
  key: "key",
  protocolName: "protocol",
  committed: "commit",
  mechanism: "mechanism",
  clusterId: "cluster",
  controllerId: "controller",
  nodeId: "node",
  port: "port",
  clientSoftwareName: "software",
  reason: "reason",
  errorMessage: "says",
};
/** Figures of a partition, and how they are called. */
const PARTITION_LABELS: Readonly<Record<string, string>> = {
  fetchOffset: "from",
  baseOffset: "at",
  committedOffset: "offset",
  offset: "offset",
  timestamp: "time",
  highWatermark: "high",
  leaderId: "leader",
  errorMessage: "says",
};
const PARTITION_NUMBERS = ["index", "partition", "partitionIndex"];
/** Values that say nothing: absent, none, unknown. */
const EMPTY: ReadonlySet<unknown> = new Set([undefined, null, "", "NONE", -1, false, 2 ** 63]);
/** What the special times in ListOffsets are called. */
const SPECIAL_TIMES: ReadonlyMap<unknown, string> = new Map([
  [-1, "latest"],
  [-2, "earliest"],
  [-3, "highest"],
]);
/** Partitions, and other things of a list, that are named before the rest is counted. */
const NAMED = 3;
const VALUE_LENGTH = 40;

/** What is worth a line of a decoded body: partitions with their figures, scalars, counts. */
export function figuresOf(
  body: unknown,
  options: { readonly topics: readonly string[]; readonly nameOf: NameOf },
): string[] {
  const { topics, nameOf } = options;
  const fields = body as Fields;
  const places = placesOf(fields, nameOf);
  return [
    ...(fields.errorCode ? [errorName(fields.errorCode)] : []),
    ...cutList(places.length > 0 ? places : topics),
    ...assigned(fields.assignment),
    ...scalars(fields, LABELS),
    ...counts(fields),
  ];
}

/** Text of at most some columns, with … where it was cut. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

function cutList(items: readonly string[]): string[] {
  const named = items.slice(0, NAMED);
  return items.length > NAMED ? [...named, `+${items.length - NAMED} more`] : named;
}

function scalars(fields: Fields, labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).flatMap(([name, label]) => {
    const value = wordFor(name, fields[name]);
    if (EMPTY.has(value) || typeof value === "object" || isSecret(name, fields)) return [];
    return [`${label} ${cutText(String(value), VALUE_LENGTH)}`];
  });
}

function wordFor(name: string, value: unknown): unknown {
  if (name === "acks" && value === -1) return "all";
  return name === "timestamp" ? SPECIAL_TIMES.get(value) ?? value : value;
}

/** The partitions that a member of a group is given. */
function assigned(assignment: unknown): string[] {
  if (!(assignment instanceof Uint8Array) || assignment.length === 0) return [];
  try {
    return decodeAssignment(assignment).assignedPartitions
      .map(({ topic, partitions }) => `${topic}-${partitions.join(",")}`);
  } catch {
    return [];
  }
}

/** Lists of the body that hold no partitions, by how many there are. */
function counts(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, list]) => {
    if (!Array.isArray(list) || list.length === 0 || /topic/i.test(name)) return [];
    if (list.every((one) => typeof one === "string")) {
      return [`${name} ${cutText(cutList(list).join(","), VALUE_LENGTH)}`];
    }
    if (list.some((one) => placesOf({ list: [one] }, String).length > 0)) return [];
    return [`${list.length} ${list.length === 1 ? name.replace(/s$/, "") : name}`];
  });
}

/** Each partition as `topic-0` with its figures; topics without partitions with theirs. */
function placesOf(fields: Fields, nameOf: NameOf): string[] {
  return Object.values(fields).flatMap((list) =>
    Array.isArray(list) ? list.flatMap((one) => isFields(one) ? placesIn(one, nameOf) : []) : []
  );
}

function placesIn(item: Fields, nameOf: NameOf): string[] {
  const { topicId } = item;
  const topic = item.topic || item.name || (typeof topicId === "string" && nameOf(topicId));
  const inner = Object.values(item).find(isPartitionList);
  if (typeof topic !== "string" || topic === "") return placesOf(item, nameOf);
  if (inner === undefined) {
    const error = item.errorCode ? [errorName(item.errorCode)] : [];
    return "partitions" in item || "numPartitions" in item || error.length > 0
      ? [[topic, ...error].join(" ")]
      : [];
  }
  return inner.map((partition) => {
    if (typeof partition === "number") return `${topic}-${partition}`;
    const number = PARTITION_NUMBERS.map((name) => partition[name]).find((one) =>
      one !== undefined
    );
    return [`${topic}-${number}`, ...partitionFigures(partition)].join(" ");
  });
}

function partitionFigures(partition: Fields): string[] {
  return [
    ...(partition.errorCode ? [errorName(partition.errorCode)] : []),
    ...scalars(partition, PARTITION_LABELS),
    ...(partition.records instanceof Uint8Array ? [recordsFigure(partition.records)] : []),
  ];
}

function recordsFigure(bytes: Uint8Array): string {
  if (bytes.length === 0) return "nothing";
  try {
    const batches = splitBatches(bytes, { partialTail: true });
    const count = batches.reduce((sum, batch) => sum + batch.count, 0);
    return `${count} ${count === 1 ? "record" : "records"} ${sizeText(bytes.length)}`;
  } catch {
    return sizeText(bytes.length);
  }
}

/** A size for people: `812 B`, `1.2 kB`, `3.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${value.toFixed(1)} ${unit}`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

function isPartitionList(value: unknown): value is readonly (number | Fields)[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const [first] = value;
  return typeof first === "number" ||
    (isFields(first) && PARTITION_NUMBERS.some((name) => typeof first[name] === "number"));
}

function errorName(code: unknown): string {
  return kafkaErrorOf(Number(code)).name;
}
