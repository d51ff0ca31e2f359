import { type Pen, table, wrap } from "../../workshop/draw/mod.ts";
import type { Ledger } from "./ledger.ts";

/** The ledger for people, at most 80 columns wide. */
export function ledgerLines(ledger: Ledger, pen: Pen): string[] {
  const rows: [string, number | undefined, string][] = [
    ["input lines", ledger.inputLines, ""],
    [
      "rejected lines",
      ledger.inputLines === undefined ? undefined : ledger.rejectedLines,
      "in the DLQ",
    ],
    ["sent", ledger.sent, ""],
    ["acknowledged", ledger.acknowledged, ""],
    ["failed", ledger.failed, "not in the log"],
    ["uncertain", ledger.uncertain, `${ledger.uncertainInLog} found in the log`],
    ["in the log", ledger.inLog, `${ledger.lost} lost, ${ledger.doubledInLog} doubled`],
    ["processed", ledger.processed, ""],
    ["retried", ledger.retried, ""],
    [
      "in the DLQ",
      ledger.inDlq,
      ledger.repeatedInDlq === 0 ? "" : `${ledger.repeatedInDlq} repeated`,
    ],
    ["stored", ledger.stored, `${ledger.doubledInStore} doubled`],
    ["left over", ledger.leftOver, ""],
  ];
  return [
    pen.bold("Ledger"),
    ...table(
      [{ title: "records" }, { title: "count", align: "right" }, { title: "", shrinks: true }],
      rows.filter(([, count]) => count !== undefined),
    ),
    "",
    ...table(
      [
        { title: "partition", align: "right" },
        { title: "in the log", align: "right" },
        { title: "stored", align: "right" },
        { title: "in the DLQ", align: "right" },
        { title: "left over", align: "right" },
        { title: "order" },
      ],
      ledger.partitions.map((part) => [
        part.partition,
        part.inLog,
        part.stored,
        part.inDlq,
        part.leftOver,
        part.orderInLog && part.orderInStore ? "kept" : "BROKEN",
      ]),
    ),
    "",
    ...verdictLines(ledger, pen),
  ];
}

function verdictLines({ verdict, faults, leftOver }: Ledger, pen: Pen): string[] {
  if (verdict === "fail") {
    return faults.flatMap((fault) => wrap(`FAIL ${fault}`, 80)).map((line) => pen.red(line));
  }
  const rest = leftOver === 0 ? "" : `; ${leftOver} left for the next run`;
  return [pen.green(`PASS nothing lost, nothing doubled in the store, order kept${rest}`)];
}
