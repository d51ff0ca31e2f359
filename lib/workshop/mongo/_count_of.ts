import { waitFor } from "../../core/mod.ts";
import type { Store } from "../../storage/mod.ts";

/** How many documents there are, as soon as the server tells. */
export async function countOf(store: Store): Promise<number> {
  let count = 0;
  await waitFor(async () => {
    try {
      count = await store.count();
      return true;
    } catch {
      return false;
    }
  }, { what: "an answer of the server", timeoutMs: 60_000 });
  return count;
}
