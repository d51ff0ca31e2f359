import { startClusterInWorker } from "../../broker/mod.ts";
import { ApacheKafka } from "../../workshop/cluster/mod.ts";
import { MATRIX_GOALS, type MatrixClient, type MatrixRow, measureMatrix } from "./matrix.ts";
import { matrixHead, matrixLine, matrixSummary } from "./matrix_table.ts";
import { ProgressLine } from "./progress_line.ts";

/** What of the matrix is measured, and how it is told. */
export interface ShowMatrixOptions {
  readonly records: number;
  readonly runs: number;
  readonly client: "all" | MatrixClient;
  /** One line of JSON in place of the table. */
  readonly json: boolean;
  /** A folder for Apache Kafka. */
  readonly dir: string;
  readonly signal: AbortSignal;
}

/** Starts both kinds of cluster, measures the matrix and prints each row as soon as it is there. */
export async function showMatrix(options: ShowMatrixOptions): Promise<void> {
  const { records, runs, client, json, dir, signal } = options;
  await using kafka = await ApacheKafka.start({ dir, signal });
  await using embedded = await startClusterInWorker();
  const line = new ProgressLine();
  const rows: MatrixRow[] = [];
  if (!json) console.log(matrixHead());
  await measureMatrix({
    addresses: { embedded: embedded.bootstrapServers, kafka: kafka.bootstrapServers },
    records,
    runs,
    signal,
    clients: client === "all" ? Object.keys(MATRIX_GOALS) as MatrixClient[] : [client],
    onBegin: ({ client, work }, at) => line.show(`${at.row} of ${at.rows}: ${work} by ${client} …`),
    onRow(row) {
      line.clear();
      rows.push(row);
      if (!json) console.log(matrixLine(row));
    },
  });
  console.log(json ? JSON.stringify({ records, runs, rows }) : matrixSummary(rows));
}
