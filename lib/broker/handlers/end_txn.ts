// Behavior: commits or aborts a transaction. Once the answer is NONE, the outcome can't change; the
// markers are in the logs by then, unless a disk refused one, which is then tried again.
//
// Version notes: 2 knows PRODUCER_FENCED.
import { attempt } from "../errors.ts";
import { handler } from "./handler.ts";
import { fencedAs } from "./transactional.ts";

export const endTxn = handler("EndTxn", [0, 3], ({ cluster, brokerId, version, access }, body) => {
  const { errorCode } = attempt(() => {
    access.demand("transactionalId", body.transactionalId);
    cluster.checkCoordinator("transaction", body.transactionalId, brokerId);
    cluster.transactions.end(body, body.committed);
  });
  return { throttleTimeMs: 0, errorCode: fencedAs(errorCode, version >= 2) };
});
