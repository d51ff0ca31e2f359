// Behavior: the transactional ids that this broker coordinates, whatever their state; only those of
// the given states and producers, where some are given. Names of states that there are not come
// back as such.
//
// Version notes: 1 can ask for transactions that have run for longer than some time; 2 would filter
// by a pattern and is not offered.
import type { RequestBody } from "../../protocol/mod.ts";
import type { Transaction } from "../transactions/transaction.ts";
import { TRANSACTION_STATES } from "../transactions/transaction_state.ts";
import { handler } from "./handler.ts";

export const listTransactions = handler("ListTransactions", [0, 1], (context, body) => {
  const { cluster, brokerId, access } = context;
  const known = new Set<string>(TRANSACTION_STATES);
  const listed = cluster.transactions.list().filter((transaction) =>
    cluster.coordinatorOf("transaction", transaction.transactionalId) === brokerId &&
    access.allows("transactionalId", transaction.transactionalId) &&
    isWanted(transaction, body, cluster.clock.now())
  );
  return {
    throttleTimeMs: 0,
    errorCode: 0,
    unknownStateFilters: body.stateFilters.filter((state) => !known.has(state)),
    transactionStates: listed.map(({ transactionalId, producerId, state }) => ({
      transactionalId,
      producerId,
      transactionState: state,
    })),
  };
});

function isWanted(
  { state, producerId, startedMs }: Transaction,
  filters: RequestBody<"ListTransactions">,
  nowMs: number,
): boolean {
  const { stateFilters, producerIdFilters, durationFilter } = filters;
  if (state === "Dead") return false;
  if (producerIdFilters.length > 0 && !producerIdFilters.includes(producerId)) return false;
  if (stateFilters.length > 0 && !stateFilters.includes(state)) return false;
  return durationFilter < 0 || nowMs - startedMs > durationFilter;
}
