import { WorkshopError } from "../core/mod.ts";
import { ProducerFencedError } from "./errors.ts";
import type { ProducerIdentity } from "./produce_lane.ts";
import type { WireCluster } from "./wire/cluster.ts";

/** How brokers say that a newer session has the transactional id. */
const FENCED_ANSWERS = new Set(["PRODUCER_FENCED", "INVALID_PRODUCER_EPOCH"]);

/** Whose transaction was refused. */
export interface FencedTransaction {
  readonly transactionalId: string;
  readonly identity: ProducerIdentity;
  readonly timeoutMs: number;
  /** On the clock that never steps. */
  readonly begunAtMs: number;
}

/** Whether a broker refused something because a newer session has the transactional id. */
export function isFencing(error: unknown): error is WorkshopError {
  return error instanceof WorkshopError && FENCED_ANSWERS.has(error.code);
}

/** Asks the coordinator who has the transactional id now, and says so. */
export async function fencedError(
  cluster: WireCluster,
  transaction: FencedTransaction,
  cause: WorkshopError,
): Promise<ProducerFencedError> {
  const { transactionalId, timeoutMs, identity: { producerEpoch } } = transaction;
  const openForMs = cluster.clock.monotonicMs() - transaction.begunAtMs;
  const currentEpoch = await epochNow(cluster, transactionalId);
  // The coordinator counts an epoch on when it gives a transaction up, and another with each heir.
  const timedOut = openForMs >= timeoutMs && currentEpoch === producerEpoch + 1;
  const by = currentEpoch === undefined
    ? undefined
    : timedOut
    ? "the transaction timeout"
    : "another session";
  const who = {
    "another session": `another session has it, with epoch ${currentEpoch}`,
    "the transaction timeout":
      `the coordinator aborted its transaction after ${timeoutMs} ms (transactionTimeoutMs)`,
    "": "another session has it, or its transaction was open for too long",
  }[by ?? ""];
  return new ProducerFencedError(
    `Transactional id ${transactionalId} was taken from the session with epoch ${producerEpoch}: ` +
      `${who} (${cause.message}); open another session only where this id belongs`,
    {
      transactionalId,
      producerEpoch,
      by,
      cause,
      definite: cause.definite,
      ...(currentEpoch === undefined ? {} : { currentEpoch }),
    },
  );
}

async function epochNow(
  cluster: WireCluster,
  transactionalId: string,
): Promise<number | undefined> {
  try {
    const { transactionStates: [state] } = await cluster.askCoordinator(
      "transaction",
      transactionalId,
      "DescribeTransactions",
      { transactionalIds: [transactionalId] },
    );
    return state?.errorCode === 0 ? state.producerEpoch : undefined;
  } catch {
    return undefined;
  }
}
