import { errorCode } from "../errors.ts";

/** Old versions say INVALID_PRODUCER_EPOCH where newer ones say PRODUCER_FENCED. */
export function fencedAs(code: number, knowsFenced: boolean): number {
  const fenced = code === errorCode("PRODUCER_FENCED");
  return fenced && !knowsFenced ? errorCode("INVALID_PRODUCER_EPOCH") : code;
}
