import { type Pen, table, wrap } from "../../workshop/draw/mod.ts";
import type { Account, Books } from "./books.ts";
import type { Ledger } from "./ledger.ts";

/** The books for people, at most 80 columns wide: one topic in full, several a line each. */
export function booksLines(books: Books, pen: Pen): string[] {
  const [account] = books.accounts;
  const [ledger] = account?.topics ?? [];
  const isOne = books.accounts.length === 1 && account!.topics.length === 1;
  return [
    pen.bold("Ledger"),
    ...(isOne ? inFull(books, account!, ledger!) : byAccount(books)),
    "",
    ...verdictLines(books, pen),
  ];
}

function inFull(books: Books, account: Account, ledger: Ledger): string[] {
  const rows: [string, number | undefined, string][] = [
    ["input lines", ledger.inputLines, ""],
    [
      "rejected lines",
      ledger.inputLines === undefined ? undefined : ledger.rejectedLines,
      "in the DLQ",
    ],
    ["sent", books.sent, ""],
    ["acknowledged", books.acknowledged, ""],
    ["failed", books.failed, "not in the log"],
    ["uncertain", books.uncertain, `${ledger.uncertainInLog} found in the log`],
    ["in the log", ledger.inLog, `${ledger.lost} lost, ${ledger.doubledInLog} doubled`],
    ["processed", account.processed, ""],
    ["retried", account.retried, ""],
    [
      "in the DLQ",
      ledger.inDlq,
      ledger.repeatedInDlq === 0 ? "" : `${ledger.repeatedInDlq} repeated`,
    ],
    ["stored", ledger.stored, `${ledger.doubledInStore} doubled`],
    ["left over", ledger.leftOver, ""],
  ];
  return [
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
  ];
}

function byAccount({ accounts, sent, acknowledged, failed, uncertain }: Books): string[] {
  const rows = accounts.flatMap(({ consumer, topics }) =>
    topics.map((ledger) => [
      ledger.topic,
      consumer,
      ledger.sent,
      ledger.inLog,
      ledger.stored,
      ledger.inDlq,
      ledger.leftOver,
      ledger.faults.length === 0 ? "yes" : "NO",
    ])
  );
  return [
    `${sent} sent: ${acknowledged} acknowledged, ${failed} failed, ${uncertain} uncertain`,
    "",
    ...table(
      [
        { title: "topic", shrinks: true },
        { title: "consumer", shrinks: true },
        { title: "sent", align: "right" },
        { title: "in log", align: "right" },
        { title: "done", align: "right" },
        { title: "DLQ", align: "right" },
        { title: "left", align: "right" },
        { title: "holds" },
      ],
      rows,
      80,
    ),
  ];
}

function verdictLines({ verdict, faults, accounts }: Books, pen: Pen): string[] {
  if (verdict === "fail") {
    return faults.flatMap((fault) => wrap(`FAIL ${fault}`, 80)).map((line) => pen.red(line));
  }
  const leftOver = accounts.flatMap(({ topics }) => topics)
    .reduce((total, ledger) => total + ledger.leftOver, 0);
  const rest = leftOver === 0 ? "" : `; ${leftOver} left for the next run`;
  return [pen.green(`PASS nothing lost, nothing doubled in the store, order kept${rest}`)];
}
