import { send } from "../api.ts";
import { useState } from "../preact.ts";

/** An order to the server that is being filled in, is on its way, or was refused. */
export interface Order {
  readonly busy: boolean;
  /** The server's sentence, when it refused. */
  readonly error: string | null;
  /** Sends it; `onDone` hears of its success only. */
  readonly give: (
    method: "POST" | "PATCH" | "DELETE",
    path: string,
    body: Readonly<Record<string, unknown>>,
  ) => void;
}

/** Sends an order and keeps what became of it. */
export function useOrder(onDone: () => void): Order {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const give: Order["give"] = async (method, path, body) => {
    setBusy(true);
    setError(null);
    try {
      await send(method, path, body);
      onDone();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, give };
}
