import type { EventType, RandomEvent } from "../events/mod.ts";

/** What a person would not normally do. */
export const SUSPICIOUS_PATTERNS = ["rapid_repeats", "repeated_failed_logins"] as const;

/** What a person would not normally do. */
export type SuspiciousPattern = (typeof SUSPICIOUS_PATTERNS)[number];

/** How many events of one user, within which time, make a pattern. */
interface Limit {
  readonly count: number;
  readonly withinMs: number;
}

const FAILED_LOGINS: Limit = { count: 3, withinMs: 60_000 };
const REPEATS: Limit = { count: 6, withinMs: 10_000 };
/** One page makes a browser ask for many things at once. */
const REPEATS_OF_REQUESTS: Limit = { count: 60, withinMs: 10_000 };
const REQUESTS: ReadonlySet<EventType> = new Set(["page_view", "api_call", "error"]);

interface Sighting {
  readonly id: string;
  readonly timeMs: number;
}

/** How much a detector remembers. */
export interface PatternDetectorOptions {
  /** Most pairs of user and type remembered; the one not seen for longest goes. @default {10000} */
  readonly maxTracks?: number;
}

/**
 * Finds what one user repeats suspiciously often, by the events' own times. What it holds is
 * bounded, and an event that comes again (a redelivery) is not counted twice while it is remembered.
 */
export class PatternDetector {
  readonly #maxTracks: number;
  readonly #tracks = new Map<string, Sighting[]>();

  /** Knows nothing yet. */
  constructor(options: PatternDetectorOptions = {}) {
    this.#maxTracks = options.maxTracks ?? 10_000;
  }

  /** How many pairs of user and type are remembered. */
  get tracks(): number {
    return this.#tracks.size;
  }

  /** The patterns that this event completes. */
  observe(event: RandomEvent): SuspiciousPattern[] {
    const { event_type: type, user_id: user, status } = event;
    const patterns: SuspiciousPattern[] = [];
    const repeats = REQUESTS.has(type) ? REPEATS_OF_REQUESTS : REPEATS;
    if (this.#reached(`${user} ${type}`, event, repeats)) patterns.push("rapid_repeats");
    const failedLogin = type === "user_login" && status === "failed";
    if (failedLogin && this.#reached(`${user} failed login`, event, FAILED_LOGINS)) {
      patterns.push("repeated_failed_logins");
    }
    return patterns;
  }

  #reached(track: string, event: RandomEvent, limit: Limit): boolean {
    const timeMs = Date.parse(event.timestamp);
    const seen = this.#touch(track);
    if (!seen.some(({ id }) => id === event.event_id)) {
      seen.push({ id: event.event_id, timeMs });
      if (seen.length > limit.count) seen.shift();
    }
    // Times may come out of order, so the distance counts, not the direction.
    return seen.length === limit.count && Math.abs(timeMs - seen[0]!.timeMs) <= limit.withinMs;
  }

  /** The sightings of a track, which becomes the one used last. */
  #touch(track: string): Sighting[] {
    const seen = this.#tracks.get(track) ?? [];
    this.#tracks.delete(track);
    this.#tracks.set(track, seen);
    if (this.#tracks.size > this.#maxTracks) {
      this.#tracks.delete(this.#tracks.keys().next().value!);
    }
    return seen;
  }
}
