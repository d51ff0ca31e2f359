import { assertEquals } from "@std/assert";
import type { ConsumedRecord } from "../../kafka/mod.ts";
import { drawLedger } from "./ledger.ts";
import { INPUT_PARTITION, type Origin } from "./ledger_reading.ts";
import type { LedgerSources } from "./ledger_sources.ts";

/** A run of ten records over two partitions: sequences 0 to 9, even ones in partition 0. */
const SENT: [partition: number, offset: number, sequence: number][] = Array.from(
  { length: 10 },
  (_, sequence) => [sequence % 2, Math.floor(sequence / 2), sequence],
);

interface Run {
  log?: typeof SENT;
  dlq?: [number, number][];
  stored?: [number, number][];
  committed?: [bigint, bigint];
  more?: Partial<LedgerSources>;
}

function account(run: Run) {
  const { log = SENT, dlq = [[0, 2]], committed = [5n, 5n], more = {} } = run;
  const stored = run.stored ??
    SENT.map(([partition, offset]): [number, number] => [partition, offset])
      .filter(([partition, offset]) => !(partition === 0 && offset === 2));
  return drawLedger({
    tallies: [{ producer: "p", sent: 10, acknowledged: 10, failed: [], uncertain: [] }],
    log: records(log),
    markOf: (record) => ({ producer: "p", sequence: Number(record.timestampMs) }),
    deadLetters: origins(dlq),
    stored: origins(stored),
    committed: committed.map((offset, partition) => ({ topic: "t", partition, offset })),
    inputLines: undefined,
    blankLines: 0,
    rejectedLines: 0,
    interrupted: false,
    ...more,
  });
}

async function* records(log: typeof SENT): AsyncIterable<ConsumedRecord> {
  for (const [partition, offset, sequence] of log) {
    yield {
      topic: "t",
      partition,
      offset: BigInt(offset),
      timestampMs: sequence,
      key: null,
      value: null,
      headers: [],
    };
  }
}

async function* origins(list: [number, number][]): AsyncIterable<Origin> {
  for (const [partition, offset] of list) yield { partition, offset: BigInt(offset) };
}

Deno.test("a run in which each record is stored or dead-lettered once passes", async () => {
  const ledger = await account({});
  assertEquals([ledger.verdict, ledger.faults], ["pass", []]);
  assertEquals(
    [ledger.sent, ledger.inLog, ledger.stored, ledger.inDlq, ledger.leftOver, ledger.lost],
    [10, 10, 9, 1, 0, 0],
  );
});

const BROKEN: { name: string; run: Run; fault: string }[] = [
  {
    name: "an acknowledged record that the log does not hold",
    run: { log: SENT.slice(0, 9), stored: SENT.slice(0, 9).map(([p, o]) => [p, o]), dlq: [] },
    fault: "1 acknowledged records are not in the log",
  },
  {
    name: "a record twice in the log",
    run: {
      log: [...SENT, [1, 5, 9]],
      dlq: [[0, 2], [1, 5]],
      committed: [5n, 6n],
    },
    fault: "1 records are in the log twice",
  },
  {
    name: "a document stored twice",
    run: { stored: [...SENT.map(([p, o]): [number, number] => [p, o]), [0, 2]], dlq: [] },
    fault: "1 records are in the store twice",
  },
  {
    name: "documents stored against the order of their offsets",
    run: { stored: [[0, 1], [0, 0], [0, 3], [0, 4], [1, 0], [1, 1], [1, 2], [1, 3], [1, 4]] },
    fault: "The order is broken in partition 0",
  },
  {
    name: "a committed record that went nowhere",
    run: { dlq: [] },
    fault: "Partition 0, offset 2 is committed, but neither stored nor in the DLQ",
  },
  {
    name: "records left over without a cause",
    run: { stored: [[0, 0], [0, 1]], committed: [2n, 0n], dlq: [] },
    fault: "8 records were left over although nothing interrupted the run",
  },
  {
    name: "a record in the log whose send failed",
    run: {
      more: {
        tallies: [{ producer: "p", sent: 10, acknowledged: 9, failed: [4], uncertain: [] }],
      },
    },
    fault: "1 records are in the log although their send failed",
  },
  {
    name: "a send without an outcome",
    run: {
      more: {
        tallies: [{ producer: "p", sent: 10, acknowledged: 9, failed: [], uncertain: [] }],
      },
    },
    fault: "1 sends have no outcome",
  },
  {
    name: "an input line that is nowhere",
    run: { more: { inputLines: 11 } },
    fault: "11 lines were read, but 10 sent and 0 rejected",
  },
  {
    name: "a rejected line that is not in the DLQ",
    run: { more: { rejectedLines: 1 } },
    fault: "1 lines were rejected, but 0 of them are in the DLQ",
  },
];

Deno.test.each(BROKEN)("the ledger names $name", async ({ run, fault }) => {
  const ledger = await account(run);
  assertEquals(ledger.verdict, "fail");
  assertEquals(ledger.faults.includes(fault), true, ledger.faults.join("; "));
});

Deno.test("lines of input balance when each is sent, blank, or rejected and in the DLQ", async () => {
  const ledger = await account({
    dlq: [[0, 2], [INPUT_PARTITION, 11]],
    more: { inputLines: 12, blankLines: 1, rejectedLines: 1 },
  });
  assertEquals([ledger.verdict, ledger.inDlq, ledger.faults], ["pass", 2, []]);
});

Deno.test("what a signal leaves over is told and no fault", async () => {
  const ledger = await account({
    stored: [[0, 0], [0, 1]],
    committed: [2n, 0n],
    dlq: [],
    more: { interrupted: true },
  });
  assertEquals([ledger.verdict, ledger.leftOver], ["pass", 8]);
});

Deno.test("an uncertain send is kept apart whether or not the log holds it", async () => {
  const ledger = await account({
    log: SENT.slice(0, 9),
    stored: SENT.slice(0, 9).filter(([p, o]) => !(p === 0 && o === 2)).map(([p, o]) => [p, o]),
    committed: [5n, 4n],
    more: {
      tallies: [{ producer: "p", sent: 10, acknowledged: 8, failed: [], uncertain: [8, 9] }],
    },
  });
  assertEquals([ledger.verdict, ledger.uncertain, ledger.uncertainInLog], ["pass", 2, 1]);
});
