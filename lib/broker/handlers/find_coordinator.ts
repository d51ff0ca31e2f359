// Behavior: the broker that coordinates a group (type 0) or a transactional id (type 1): the leader
// of the partition of the internal topic that the key falls into. Asking makes that topic.
//
// Version notes: 1 adds transactional ids, 4 asks for several keys at once.
import { attempt, RequestError } from "../errors.ts";
import { handler, type RequestContext } from "./handler.ts";

const KINDS = ["group", "transaction"] as const;

export const findCoordinator = handler("FindCoordinator", [0, 4], (context, body) => {
  if (context.version < 4) {
    const { key: _, ...coordinator } = find(context, body.key, body.keyType);
    const { errorMessage } = coordinator;
    return { throttleTimeMs: 0, ...coordinator, errorMessage: errorMessage || "NONE" };
  }
  const coordinators = body.coordinatorKeys.map((key) => find(context, key, body.keyType));
  return {
    throttleTimeMs: 0,
    errorCode: 0,
    errorMessage: null,
    nodeId: -1,
    host: "",
    port: -1,
    coordinators,
  };
});

function find({ cluster, access }: RequestContext, key: string, keyType: number) {
  const found = attempt(() => {
    const kind = KINDS[keyType];
    if (kind === undefined) throw new RequestError("INVALID_REQUEST");
    access.demand(kind === "group" ? "group" : "transactionalId", key);
    const id = cluster.coordinatorOf(kind, key);
    const broker = cluster.brokers.find((one) => one.id === id);
    if (broker === undefined) throw new RequestError("COORDINATOR_NOT_AVAILABLE");
    return broker;
  });
  const { value: broker, errorCode } = found;
  return {
    key,
    nodeId: broker?.id ?? -1,
    host: broker?.host ?? "",
    port: broker?.port ?? -1,
    errorCode,
    errorMessage: found.errorMessage ?? "",
  };
}
