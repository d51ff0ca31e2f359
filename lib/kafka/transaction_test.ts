import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock, WorkshopError } from "../core/mod.ts";
import { kafkaError } from "../protocol/mod.ts";
import type { ProduceLane } from "./produce_lane.ts";
import { WireTransaction } from "./transaction.ts";
import type { WireCluster } from "./wire/cluster.ts";

type ErrorName = Parameters<typeof kafkaError>[0];

/** A coordinator that takes offsets and answers the end of a transaction as it is told. */
function coordinator(ends: readonly ErrorName[]): WireCluster {
  const left = [...ends];
  const cluster = {
    clock: new ManualClock(),
    requestTimeoutMs: 1000,
    forgetCoordinator: () => {},
    askCoordinator(_kind: string, _key: string, api: string) {
      if (api === "DescribeTransactions") return Promise.resolve({ transactionStates: [] });
      if (api !== "EndTxn") return Promise.resolve({ errorCode: 0, topics: [] });
      const name = left.shift()!;
      return Promise.resolve({ errorCode: kafkaError(name).code });
    },
    async retrying(work: () => Promise<void>) {
      while (true) {
        try {
          return await work();
        } catch (error) {
          if (!(error as WorkshopError).retriable) throw error;
        }
      }
    },
  };
  return cluster as unknown as WireCluster;
}

async function commitAnswered(...ends: ErrorName[]): Promise<void> {
  const lane = { ended: undefined, end: () => {} } as unknown as ProduceLane;
  const transaction = new WireTransaction(coordinator(ends), {
    transactionalId: "billing",
    identity: { producerId: 1, producerEpoch: 0 },
    timeoutMs: 60_000,
    lane,
  });
  await transaction.sendOffsets("billers", [{ topic: "orders", partition: 0, offset: 1n }]);
  await transaction.commit();
}

Deno.test("a commit is known when it is answered at last, however it was put off before", async () => {
  await commitAnswered("NONE");
  await commitAnswered("CONCURRENT_TRANSACTIONS", "NOT_COORDINATOR", "NONE");
});

Deno.test("a commit that may have been begun before it was refused is not known", async () => {
  const refusals: readonly (readonly [definite: boolean, ...answers: ErrorName[]])[] = [
    [true, "PRODUCER_FENCED"],
    [true, "COORDINATOR_LOAD_IN_PROGRESS", "PRODUCER_FENCED"],
    [false, "CONCURRENT_TRANSACTIONS", "PRODUCER_FENCED"],
    [false, "COORDINATOR_NOT_AVAILABLE", "PRODUCER_FENCED"],
    [false, "NOT_COORDINATOR", "INVALID_TXN_STATE"],
  ];
  for (const [definite, ...answers] of refusals) {
    const error = await assertRejects(() => commitAnswered(...answers), WorkshopError);
    assertEquals([answers, error.definite], [answers, definite]);
  }
});
