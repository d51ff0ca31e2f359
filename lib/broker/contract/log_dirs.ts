import type { ResponseBody } from "../../protocol/mod.ts";
import type { Note } from "./notebook.ts";
import { batchOf, produce } from "./requests.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

type Results = ResponseBody<"DescribeLogDirs">["results"];

/** Where brokers keep partitions, and how large these are. */
export const LOG_DIRS: readonly Scenario[] = [
  { name: "sizes of partitions", run: sizes },
  { name: "sizes of partitions that are not there", run: absent },
];

async function sizes(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({ partitions: 3 });
  const other = await session.topic();
  await produce(broker, batchOf(["a", "b", "c"]), { topic });
  await produce(broker, batchOf(["d"], { codec: "gzip" }), { topic });
  await produce(broker, batchOf(["e"]), { topic: other });
  for (const version of [1, 2, 3, 4]) {
    const { errorCode, results } = await broker.call("DescribeLogDirs", version, {
      topics: [{ topic, partitions: [0, 2] }, { topic: other, partitions: [0] }],
    });
    session.note(`v${version}`, { error: errorName(errorCode), results: seen(results) });
  }
  const { results } = await broker.call("DescribeLogDirs", 4, { topics: null });
  session.note("of all topics, these two", seen(results, new Set([topic, other])));
}

async function absent(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const asked = [
    ["a partition that is not there", [{ topic, partitions: [7] }]],
    ["a topic that is not there", [{ topic: session.name("missing"), partitions: [0] }]],
    ["no partition of a topic", [{ topic, partitions: [] }]],
    ["no topic", []],
  ] as const;
  for (const [what, topics] of asked) {
    const { errorCode, results } = await broker.call("DescribeLogDirs", 4, {
      topics: topics.map(({ topic, partitions }) => ({ topic, partitions: [...partitions] })),
    });
    session.note(what, { error: errorName(errorCode), results: seen(results) });
  }
}

/** The folder and the room of its disk are each cluster's own. */
function seen(results: Results, only?: ReadonlySet<string>): Note {
  return results.map(({ errorCode, topics }) => ({
    error: errorName(errorCode),
    topics: topics.filter(({ name }) => only?.has(name) ?? true)
      .toSorted((a, b) => a.name < b.name ? -1 : 1)
      .map(({ name, partitions }) => ({
        name,
        partitions: partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex)
          .map((partition) => ({ ...partition })),
      })),
  }));
}
