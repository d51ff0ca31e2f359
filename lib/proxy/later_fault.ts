import type { ActiveFault } from "./faults.ts";

const ON_ANSWERS = new Set(["dropAnswer", "halfAnswer", "flipAnswer", "garbleAnswer"]);

/** The fault, if it is one that waits for the answer. */
export function laterFault(fault: ActiveFault | undefined): ActiveFault | undefined {
  const action = fault?.fault.action;
  if (typeof action === "string" && ON_ANSWERS.has(action)) return fault;
  return typeof action === "object" && action.of === "answer" ? fault : undefined;
}

/** The first half of a frame. */
export function firstHalf(frame: Uint8Array): Uint8Array {
  return frame.subarray(0, Math.ceil(frame.length / 2));
}
