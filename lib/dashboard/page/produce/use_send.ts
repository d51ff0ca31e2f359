import { ApiError, send } from "../api.ts";
import { useState } from "../preact.ts";
import type { Outcome } from "./outcome.ts";

/** Sends an order of this page and keeps what became of it. */
export function useSend(): readonly [
  Outcome,
  (path: string, body: Readonly<Record<string, unknown>>, made: (answer: never) => Outcome) => void,
] {
  const [outcome, setOutcome] = useState<Outcome>({ kind: "none" });
  const order = async (
    path: string,
    body: Readonly<Record<string, unknown>>,
    made: (answer: never) => Outcome,
  ) => {
    setOutcome({ kind: "busy" });
    try {
      setOutcome(made(await send<never>("POST", path, body)));
    } catch (error) {
      setOutcome(refusalOf(error));
    }
  };
  return [outcome, order];
}

/** A server that did not answer may have sent it all the same. */
function refusalOf(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ApiError && error.status > 0) return { kind: "refused", message };
  return { kind: "sent", answer: { outcome: "uncertain", code: "NO_ANSWER", message } };
}
