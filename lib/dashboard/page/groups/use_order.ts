import { useState } from "../preact.ts";

/** An order to the server: whether it is under way, and why it was refused. */
export function useOrder() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const order = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, order };
}
