// Behavior: gives a producer its id. With a transactional id, the producer that had it is shut out,
// and its open transaction aborted: then the answer is CONCURRENT_TRANSACTIONS, and the client asks
// again.
//
// Version notes: 3 lets a producer bump its own epoch, 4 knows PRODUCER_FENCED.
import { attempt } from "../errors.ts";
import { handler } from "./handler.ts";
import { fencedAs } from "./transactional.ts";

export const initProducerId = handler("InitProducerId", [0, 4], (context, body) => {
  const { cluster, version, brokerId, access } = context;
  const { transactionalId, transactionTimeoutMs: timeoutMs, producerId, producerEpoch } = body;
  const { value: producer, errorCode } = attempt(() => {
    if (transactionalId === null) {
      if (!access.allowsSome("topic", "write")) access.demand("cluster");
      return { producerId: cluster.producerIds.next(), producerEpoch: 0 };
    }
    access.demand("transactionalId", transactionalId);
    cluster.checkCoordinator("transaction", transactionalId, brokerId);
    return cluster.transactions.initProducer({
      transactionalId,
      timeoutMs,
      producerId,
      producerEpoch,
    });
  });
  return {
    throttleTimeMs: 0,
    errorCode: fencedAs(errorCode, version >= 4),
    producerId: producer?.producerId ?? -1,
    producerEpoch: producer?.producerEpoch ?? -1,
  };
});
