import { type Clock, WorkshopError } from "../core/mod.ts";
import type { Coordinators } from "./state/coordinators.ts";
import type { Storage } from "./storage/storage.ts";
import type { Timers } from "./timers.ts";
import type { Topics } from "./topics/topics.ts";

const EXPIRY_MS = 600_000;
/** `producer.id.expiration.ms`. */
const PRODUCER_EXPIRATION_MS = 86_400_000;
/** How long a file stays open that nobody uses, at least. */
const IDLE_FILE_MS = 60_000;

/** What is looked after. */
export interface ChoresOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly storage: Storage;
  readonly topics: Topics;
  readonly coordinators: Coordinators;
}

/** Does now and again what nobody asks for, until the timers are closed. */
export function beginChores(options: ChoresOptions): void {
  const { timers, storage } = options;
  every(timers, EXPIRY_MS, () => expire(options));
  every(timers, IDLE_FILE_MS, () => storage.closeIdle());
}

function every(timers: Timers, ms: number, work: () => void): void {
  timers.after(ms, () => {
    work();
    every(timers, ms, work);
  });
}

/** Forgets producers, groups and transactional ids that have been silent for long. */
function expire({ clock, topics, coordinators }: ChoresOptions): void {
  const silentSinceMs = clock.now() - PRODUCER_EXPIRATION_MS;
  for (const { log } of topics.partitions()) log.producers.expire(silentSinceMs);
  for (const coordinator of [coordinators.groups, coordinators.transactions]) {
    try {
      coordinator.expire();
    } catch (error) {
      // A full disk, or a partition without a leader: what is too old now is so the next time too.
      if (!(error instanceof WorkshopError)) throw error;
    }
  }
}
