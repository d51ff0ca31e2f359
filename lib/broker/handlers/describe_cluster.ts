// Behavior: brokers and controller, without topics. Only brokers can be asked for: controllers are
// not reachable by clients.
//
// Version notes: 1 can ask for controllers instead.
import { errorCode } from "../errors.ts";
import { handler } from "./handler.ts";
import { clusterOperations, UNKNOWN_OPERATIONS } from "./operations.ts";

const BROKERS = 1;
const CONTROLLERS = 2;

export const describeCluster = handler("DescribeCluster", [0, 1], ({ cluster, access }, body) => {
  const { endpointType } = body;
  if (endpointType !== BROKERS) {
    const known = endpointType === CONTROLLERS;
    return {
      errorCode: errorCode(known ? "MISMATCHED_ENDPOINT_TYPE" : "UNSUPPORTED_ENDPOINT_TYPE"),
      errorMessage: "The request was sent to an endpoint of brokers",
      endpointType: BROKERS,
      clusterId: "",
      brokers: [],
    };
  }
  return {
    errorCode: 0,
    endpointType,
    clusterId: cluster.clusterId,
    controllerId: cluster.controllerId,
    brokers: cluster.brokers.map(({ id, host, port }) => ({ brokerId: id, host, port })),
    clusterAuthorizedOperations: body.includeClusterAuthorizedOperations
      ? clusterOperations(access)
      : UNKNOWN_OPERATIONS,
  };
});
