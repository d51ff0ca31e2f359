// Behavior: where transactional ids stand: the state, the producer that has the id, since when, and
// the partitions of an open transaction. An id that nobody has used is TRANSACTIONAL_ID_NOT_FOUND.
//
// Version notes: there is version 0 only.
import type { ResponseInput } from "../../protocol/mod.ts";
import { attempt, RequestError } from "../errors.ts";
import type { Transaction } from "../transactions/transaction.ts";
import { handler, type RequestContext } from "./handler.ts";

type Described = ResponseInput<"DescribeTransactions">["transactionStates"][number];

export const describeTransactions = handler("DescribeTransactions", [0, 0], (context, body) => ({
  throttleTimeMs: 0,
  transactionStates: body.transactionalIds.map((id) => describe(context, id)),
}));

function describe(
  { cluster, brokerId, access }: RequestContext,
  transactionalId: string,
): Described {
  const { value: transaction, errorCode } = attempt(() => {
    access.demand("transactionalId", transactionalId);
    if (transactionalId === "") throw new RequestError("INVALID_REQUEST");
    cluster.checkCoordinator("transaction", transactionalId, brokerId);
    const known = cluster.transactions.get(transactionalId);
    if (known === undefined) throw new RequestError("TRANSACTIONAL_ID_NOT_FOUND");
    return known;
  });
  return {
    errorCode,
    transactionalId,
    transactionState: transaction?.state ?? "",
    transactionTimeoutMs: transaction?.timeoutMs ?? 0,
    transactionStartTimeMs: transaction?.startedMs ?? 0,
    producerId: transaction?.producerId ?? 0,
    producerEpoch: transaction?.producerEpoch ?? 0,
    topics: transaction === undefined
      ? []
      : topicsOf(transaction).filter(({ topic }) => access.allows("topic", topic)),
  };
}

function topicsOf({ partitions }: Transaction): Described["topics"] {
  const byTopic = Map.groupBy(partitions.values(), ({ topic }) => topic);
  return [...byTopic].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition }) => partition),
  }));
}
