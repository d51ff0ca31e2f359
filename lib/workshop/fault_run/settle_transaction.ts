import { waitFor, WorkshopError } from "../../core/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";

const SETTLED_MS = 45_000;
const SESSION = { requestTimeoutMs: 3000 };

/** Takes a transactional id over, which aborts what is open and waits for what is being ended. */
export async function settleTransaction(
  kafka: Kafka,
  transactionalId: string,
  signal: AbortSignal,
): Promise<void> {
  await waitFor(async () => {
    try {
      await using _taken = await kafka.transactional(transactionalId, SESSION);
      return true;
    } catch (error) {
      if (error instanceof WorkshopError && error.retriable) return false;
      throw error;
    }
  }, {
    what: `the end of the last transaction of ${transactionalId}`,
    timeoutMs: SETTLED_MS,
    signal,
  });
}
