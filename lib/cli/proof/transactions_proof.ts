import type { BounceOutcome } from "../transactions/bounce.ts";
import type { Figure, ProofContext } from "./proof.ts";

const RECORDS = 100_000;
const TRANSACTION_RECORDS = 750;
const ROUNDS = 24;

/**
 * Copies as many records as Apache Kafka's own system test of transactions does while everything is
 * bounced; the task fails when the copy is not exact.
 */
export async function copyWhileBounced({ task }: ProofContext): Promise<readonly Figure[]> {
  const output = await task(
    "transactions",
    "--kafka",
    "--json",
    ...["--records", String(RECORDS)],
    ...["--size", String(TRANSACTION_RECORDS)],
    ...["--rounds", String(ROUNDS)],
  );
  const outcome: BounceOutcome & { readonly seed: string } = JSON.parse(output);
  const { bounces, copiers, doubled, input, lost, outOfOrder, output: copied } = outcome;
  return [
    { what: "seed", value: outcome.seed },
    { what: "records in the source, in the copy", value: `${input}, ${copied}` },
    { what: "lost, doubled, out of order", value: `${lost}, ${doubled}, ${outOfOrder}` },
    {
      what: "brokers stopped, killed",
      value: `${bounces.brokersCleanly}, ${bounces.brokersHard}`,
    },
    {
      what: "clients stopped, killed",
      value: `${bounces.copiersCleanly}, ${bounces.copiersHard}`,
    },
    {
      what: "transactions committed, aborted, in doubt, as far as clients lived to tell",
      value: `${copiers.committed}, ${copiers.aborted}, ${copiers.uncertain}`,
    },
    {
      what: "records of aborted transactions, shown to no reader",
      value: String(outcome.abortedRecords),
    },
    { what: "rebalances", value: String(copiers.rebalances) },
    { what: "time of the copy", value: `${outcome.minutes.toFixed(1)} minutes` },
  ];
}
