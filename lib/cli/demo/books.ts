import type { ProducerStatistics } from "../../systems/mod.ts";
import type { Ledger } from "./ledger.ts";

/** What the consumers of one group have done. */
export interface Account {
  /** `random_events.processor`: the system and the consumer's name there. */
  readonly consumer: string;
  readonly groupId: string;
  readonly processed: number;
  readonly retried: number;
  /** Its topics, each with its ledger. */
  readonly topics: readonly (Ledger & { readonly topic: string })[];
}

/** The account of a whole run. */
export interface Books {
  readonly verdict: "pass" | "fail";
  /** One sentence for each rule that does not hold, with whom and where. */
  readonly faults: readonly string[];
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly uncertain: number;
  readonly accounts: readonly Account[];
}

/** Puts accounts together. */
export function booksOf(
  accounts: readonly Account[],
  produced: readonly ProducerStatistics[],
): Books {
  const faults = accounts.flatMap(({ consumer, topics }) =>
    topics.flatMap((ledger) =>
      ledger.faults.map((fault) => `${consumer}, ${ledger.topic}: ${fault}`)
    )
  );
  faults.push(...produced.flatMap(faultsOfInput));
  const sum = (pick: (part: ProducerStatistics) => number) =>
    produced.reduce((total, part) => total + pick(part), 0);
  return {
    verdict: faults.length === 0 ? "pass" : "fail",
    faults,
    sent: sum(({ sent }) => sent),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    failed: sum(({ failed }) => failed),
    uncertain: sum(({ uncertain }) => uncertain),
    accounts,
  };
}

/** Lines of an input that went to one topic alone are accounted for in its ledger. */
function faultsOfInput(producer: ProducerStatistics): string[] {
  const { inputLines, sent, blankLines, rejectedLines, deadLetteredLines, topics } = producer;
  if (inputLines === undefined || topics.length === 1) return [];
  const known = sent + blankLines + rejectedLines;
  return [
    ...known === inputLines
      ? []
      : [`${inputLines} lines were read, but ${sent} sent and ${rejectedLines} rejected`],
    ...deadLetteredLines === rejectedLines
      ? []
      : [`${rejectedLines} lines were rejected, but ${deadLetteredLines} of them are in the DLQ`],
  ];
}
