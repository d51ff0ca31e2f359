import type { ActiveFault } from "./faults.ts";
import type { RelayedRequest } from "./request.ts";
import { garbled, withFlippedBit } from "./spoiled_frame.ts";

/** The request as a fault that changes its bytes passes it on. */
export function spoiledRequest(
  request: RelayedRequest,
  fault: ActiveFault | undefined,
  frame: Uint8Array,
): Uint8Array {
  const action = fault?.fault.action;
  if (action === "garbleRequest") {
    fault!.fire(request);
    return garbled(frame, fault!.random);
  }
  if (action !== "flipRequest") return frame;
  return flipped(frame, { request, fault: fault!, body: request.body() });
}

/** The answer as a fault that turns a bit of its records passes it on. */
export function spoiledAnswer(
  request: RelayedRequest,
  fault: ActiveFault | undefined,
  frame: Uint8Array,
): Uint8Array {
  if (fault?.fault.action !== "flipAnswer") return frame;
  return flipped(frame, { request, fault, body: request.decodeAnswer(frame) });
}

/** What holds no batch passes as it is, and gives the fault back. */
function flipped(
  frame: Uint8Array,
  { request, fault, body }: {
    readonly request: RelayedRequest;
    readonly fault: ActiveFault;
    readonly body: unknown;
  },
): Uint8Array {
  const copy = withFlippedBit(frame, body, fault.random);
  if (copy === undefined) fault.release();
  else fault.fire(request);
  return copy ?? frame;
}
