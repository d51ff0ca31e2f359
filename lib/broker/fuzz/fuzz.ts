import { type Logger, type Random, seededRandom } from "../../core/mod.ts";
import { startClusterInWorker } from "../start_in_worker.ts";
import { Bystander } from "./bystander.ts";
import { ANSWERED, MALFORMATIONS, malformedFrame } from "./malformed.ts";
import { volley, type VolleyOutcome } from "./volley.ts";

const MOST_ANSWERED = 4;
const CLEAN_EVERY = 10_000;
const MEGABYTE = 1024 * 1024;

/** How malformed frames are sent. */
export interface FuzzOptions {
  /** How many. */
  readonly frames: number;
  /** What repeats a run. */
  readonly seed: string;
  /** Connections at a time. @default {8} */
  readonly connections?: number;
  /** How long a connection may be silent before it is given up, in milliseconds. @default {150} */
  readonly patienceMs?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** Told now and then how many frames were sent. */
  readonly onProgress?: (frames: number) => void;
}

/** What came of it. */
export interface FuzzReport {
  /** Frames that were sent. */
  readonly frames: number;
  /** Connections that they were sent on, by what became of them. */
  readonly connections: Readonly<Record<VolleyOutcome, number>>;
  /** Records that a client beside them wrote and read back meanwhile. */
  readonly roundTrips: number;
  /** The longest of these, in milliseconds. */
  readonly slowestRoundTripMs: number;
  /** Memory of the process, in megabytes: when a tenth was sent, and at the end. */
  readonly rssMb: { readonly early: number; readonly last: number };
  /** Errors that nobody foresaw, as the cluster logged them; there must be none. */
  readonly unforeseen: readonly string[];
}

/**
 * Sends malformed frames to an embedded cluster of its own, and looks whether it goes on serving.
 *
 * @throws a client beside them was not served, or a connection was refused
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const unforeseen: string[] = [];
  const logger: Logger = {
    log: (level, message) => void (level === "ERROR" && unforeseen.push(message)),
    child: () => logger,
  };
  await using cluster = await startClusterInWorker({ logger });
  using bystander = await Bystander.open(cluster.bootstrapServers);
  const attack = new Attack(Number(cluster.bootstrapServers.split(":")[1]), options);
  const attackers = Array.from(
    { length: options.connections ?? 8 },
    (_, index) => attack.run(`attacker ${index}`),
  );
  const done = Promise.all(attackers).finally(() => attack.stop());
  done.catch(() => {});
  let cleanAt = CLEAN_EVERY;
  let early = 0;
  while (!attack.isOver) {
    await bystander.roundTrip();
    if (early === 0 && attack.sent >= options.frames / 10) early = rssMb();
    if (attack.sent < cleanAt) continue;
    await bystander.clean();
    options.onProgress?.(attack.sent);
    cleanAt += CLEAN_EVERY;
  }
  await done;
  await bystander.roundTrip();
  return {
    frames: attack.sent,
    connections: attack.outcomes,
    roundTrips: bystander.roundTrips,
    slowestRoundTripMs: Math.round(bystander.slowestMs),
    rssMb: { early, last: rssMb() },
    unforeseen,
  };
}

function rssMb(): number {
  return Math.round(Deno.memoryUsage().rss / MEGABYTE);
}

/** Volley after volley, until all frames are sent. */
class Attack {
  sent = 0;
  isOver = false;
  readonly outcomes = { answered: 0, closed: 0, waiting: 0 };
  readonly #port: number;
  readonly #options: FuzzOptions;

  constructor(port: number, options: FuzzOptions) {
    this.#port = port;
    this.#options = options;
  }

  stop(): void {
    this.isOver = true;
  }

  async run(label: string): Promise<void> {
    const { seed, frames, signal, patienceMs = 150 } = this.#options;
    const random = seededRandom(seed).fork(label);
    while (this.sent < frames && !this.isOver) {
      signal?.throwIfAborted();
      const volleyed = someFrames(random).slice(0, frames - this.sent);
      this.sent += volleyed.length;
      this.outcomes[await volley(this.#port, volleyed, { patienceMs })]++;
    }
  }
}

/** Some frames that are answered, and one at the end that may well close the connection. */
function someFrames(random: Random): Uint8Array[] {
  const answered = Array.from(
    { length: random.int(0, MOST_ANSWERED) },
    () => malformedFrame(random.pick(ANSWERED), random),
  );
  return [...answered, malformedFrame(random.pick(MALFORMATIONS), random)];
}
