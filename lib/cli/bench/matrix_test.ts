import { assertEquals } from "@std/assert";
import { type MatrixRow, matrixWorkloads } from "./matrix.ts";
import { matrixHead, matrixLine, matrixSummary } from "./matrix_table.ts";

const result = (medianMs: number) => ({ name: "", runsMs: [medianMs], medianMs });

function row(ratio: number): MatrixRow {
  const [workload] = matrixWorkloads(100_000);
  const sides = { embedded: result(1000), kafka: result(1000 * ratio) };
  return {
    client: "platformatic",
    work: "consume",
    workload: workload!,
    ...sides,
    ratio,
    goal: 0.5,
    profile: ratio < 1 ? [{ where: "crc32c in protocol/crc32c.ts", percent: 41.4 }] : [],
  };
}

Deno.test("each size comes with one and twelve partitions, and large records are fewer", () => {
  assertEquals(
    matrixWorkloads(100_000).map(({ records, valueBytes, batchRecords, partitions }) => [
      records,
      valueBytes,
      batchRecords,
      partitions,
    ]),
    [
      [100_000, 100, 1000, 1],
      [100_000, 100, 1000, 12],
      [100_000, 1000, 130, 1],
      [100_000, 1000, 130, 12],
      [20_000, 10_000, 13, 1],
      [20_000, 10_000, 13, 12],
    ],
  );
});

Deno.test("the table is 80 columns wide, and says which goals were missed", () => {
  const rows = [matrixLine(row(1.25)), matrixLine(row(0.4))];
  const lines = [matrixHead(), ...rows].flatMap((text) => text.split("\n"));
  assertEquals(Math.max(...lines.map((line) => line.length)) <= 80, true, lines.join("\n"));
  assertEquals(matrixLine(row(1.25)).endsWith("10 MB/s      8.0 MB/s  1.25"), true);
  assertEquals(lines.at(-2)!.endsWith("0.40 < 0.5"), true);
  assertEquals(lines.at(-1), "   41 %  crc32c in protocol/crc32c.ts");
  assertEquals(
    matrixSummary([row(1.25), row(0.8), row(0.4)]),
    "2 of 3 rows reach their goal, 2 are slower than Apache Kafka",
  );
});
