import type { IsolationLevel, Kafka } from "../../kafka/mod.ts";

const decoder = new TextDecoder();

/** What a copy has come to, compared with what was to be copied. */
export interface Comparison {
  /** Records in the source, and visible ones in the copy. */
  readonly input: number;
  readonly output: number;
  /** Of the source and not in the copy; in the copy and not of the source. */
  readonly lost: number;
  readonly foreign: number;
  /** In the copy more than once. */
  readonly doubled: number;
  /** In the copy before one that stands before it in its partition of the source. */
  readonly outOfOrder: number;
}

/** Compares the copy with the source, partition by partition, as `read_committed` shows them. */
export async function compareCopy(
  kafka: Kafka,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Comparison> {
  const [source, copy] = await Promise.all([valuesOf(kafka, from), valuesOf(kafka, to)]);
  const partitions = new Set([...source.keys(), ...copy.keys()]);
  const parts = [...partitions].map((partition) =>
    comparePartition(source.get(partition) ?? [], copy.get(partition) ?? [])
  );
  const sum = (of: (part: Comparison) => number) => parts.reduce((n, part) => n + of(part), 0);
  return {
    input: sum(({ input }) => input),
    output: sum(({ output }) => output),
    lost: sum(({ lost }) => lost),
    foreign: sum(({ foreign }) => foreign),
    doubled: sum(({ doubled }) => doubled),
    outOfOrder: sum(({ outOfOrder }) => outOfOrder),
  };
}

/** Compares one partition's values; those of the source are all different. */
export function comparePartition(source: readonly string[], copy: readonly string[]): Comparison {
  const place = new Map(source.map((value, at) => [value, at]));
  const seen = new Set<string>();
  let [foreign, doubled, outOfOrder, furthest] = [0, 0, 0, -1];
  for (const value of copy) {
    const at = place.get(value);
    if (at === undefined) foreign++;
    else if (seen.has(value)) doubled++;
    else if (at < furthest) outOfOrder++;
    seen.add(value);
    furthest = Math.max(furthest, at ?? -1);
  }
  const lost = source.filter((value) => !seen.has(value)).length;
  return { input: source.length, output: copy.length, lost, foreign, doubled, outOfOrder };
}

/** Records that lie in a topic and that no reader is shown under `read_committed`. */
export async function countAborted(kafka: Kafka, topic: string): Promise<number> {
  const count = async (isolationLevel: IsolationLevel) => {
    let records = 0;
    for await (const _ of kafka.read({ topic, isolationLevel })) records++;
    return records;
  };
  return await count("read_uncommitted") - await count("read_committed");
}

async function valuesOf(kafka: Kafka, topic: string): Promise<Map<number, string[]>> {
  const values = new Map<number, string[]>();
  for await (const { partition, value } of kafka.read({ topic })) {
    values.getOrInsertComputed(partition, () => []).push(decoder.decode(value!));
  }
  return values;
}
