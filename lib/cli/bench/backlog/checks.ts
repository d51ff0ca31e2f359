import { WorkshopError } from "../../../core/mod.ts";
import { openEventStore } from "../../../systems/mod.ts";

/** How many events a store holds, by its rows and by its counters, whichever is less. */
export async function storedCount(path: string): Promise<number> {
  await using store = openEventStore({ path });
  const { events = 0 } = await store.counters();
  return Math.min(events, await store.count());
}

/** @throws {WorkshopError} code `RECORDS_MISSING` unless that is all of them */
export function demandAll(where: string, found: number, records: number): void {
  if (found === records) return;
  throw new WorkshopError(`${where}: ${found} of ${records} records`, { code: "RECORDS_MISSING" });
}

/** Removes a SQLite file and what stands beside it. */
export async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) {
    await Deno.remove(path + suffix).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}
