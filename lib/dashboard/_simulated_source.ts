import { type Random, seededRandom } from "../core/mod.ts";
import type {
  AlertView,
  BreakdownView,
  DashboardSnapshot,
  DashboardSource,
  DeadLetterView,
  GroupView,
} from "./source.ts";

const TOPIC = "random-events";
const GROUP = "event-processors";
const RATE = 200;

const TYPES = [
  ["page_view", 22],
  ["click", 19],
  ["search", 12],
  ["user_login", 10],
  ["add_to_cart", 9],
  ["purchase", 8],
  ["api_call", 6],
  ["user_logout", 5],
  ["form_submit", 4],
  ["remove_from_cart", 2],
  ["session_timeout", 2],
  ["error", 1],
] as const;
const RISKS = [["low", 84], ["medium", 12], ["high", 4]] as const;
const VALUES = [["low", 52], ["medium", 29], ["high", 15], ["premium", 4]] as const;
const CITIES = [
  ["Jakarta", 24],
  ["Surabaya", 16],
  ["Bandung", 13],
  ["Medan", 11],
  ["Semarang", 9],
  ["Makassar", 8],
  ["Palembang", 7],
  ["Yogyakarta", 6],
  ["Denpasar", 6],
] as const;
const REASONS = [
  ["ValidationError", "SCHEMA_INVALID", "schema", 'Field "amount" must be a number'],
  ["ParseError", "JSON_INVALID", "parse", "The value ends in the middle of an object"],
  ["BusinessRuleError", "AMOUNT_NEGATIVE", "rules", "A purchase can't cost less than nothing"],
  ["StoreTimeout", "STORE_TIMEOUT", "store", "The store gave no answer within 2000 ms"],
] as const;

/** A made-up system that runs one second further at each question, the same for the same seed. */
export class SimulatedSource implements DashboardSource {
  /** Changes a snapshot before it is handed out. */
  change: (snapshot: DashboardSnapshot) => DashboardSnapshot = (snapshot) => snapshot;
  /** When set, questions are answered with it. */
  failure: Error | undefined;
  readonly #random: Random;
  #atMs: number;
  readonly #startMs: number;
  readonly #ends = [0, 0, 0];
  readonly #committed = [0, 0, 0];
  readonly #letters: DeadLetterView[] = [];
  #deadLettered = 0;
  #processed = 0;
  #retried = 0;

  /** A system that has run for `seconds`. */
  constructor({ seed = "dashboard", seconds = 0, startMs = Date.UTC(2024, 4, 6, 9, 0, 0) } = {}) {
    this.#random = seededRandom(seed);
    this.#startMs = startMs;
    this.#atMs = startMs;
    for (let second = 0; second < seconds; second++) this.#step();
  }

  snapshot(): Promise<DashboardSnapshot> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.#step();
    return Promise.resolve(this.change(this.#snapshot()));
  }

  #step(): void {
    this.#atMs += 1000;
    const second = (this.#atMs - this.#startMs) / 1000;
    const wave = Math.round(18 * Math.sin(second / 17) + 9 * Math.sin(second / 5));
    for (const partition of [0, 1, 2]) {
      const written = Math.round((RATE + wave) / 3) + this.#random.int(-5, 5);
      this.#ends[partition]! += written;
      const lag = this.#ends[partition]! - this.#committed[partition]!;
      const commits = Math.floor(lag / 100) * 100;
      this.#committed[partition]! += commits === 0 && second % 5 === partition ? lag : commits;
    }
    const waiting = sum(this.#ends) - this.#deadLettered - this.#processed;
    this.#processed += Math.min(waiting, RATE + wave + this.#random.int(-6, 6));
    if (this.#random.int(1, 10) <= 4) this.#retried += this.#random.int(1, 3);
    if (this.#random.int(1, 10) <= 9) this.#giveUp(this.#random.int(1, 3));
  }

  #giveUp(count: number): void {
    for (let done = 0; done < count; done++) {
      this.#deadLettered += 1;
      const partition = this.#random.int(0, 2);
      const [errorClass, errorCode, stage, reason] = this.#random.pick(REASONS);
      this.#letters.unshift({
        atMs: this.#atMs - this.#random.int(0, 900),
        topic: TOPIC,
        partition,
        offset: String(Math.max(0, this.#ends[partition]! - this.#random.int(1, 60))),
        errorClass,
        errorCode,
        stage,
        attempts: errorCode === "STORE_TIMEOUT" ? 4 : 1,
        reason,
      });
    }
    this.#letters.length = Math.min(6, this.#letters.length);
  }

  #snapshot(): DashboardSnapshot {
    const produced = sum(this.#ends);
    const processed = this.#processed;
    return {
      atMs: this.#atMs,
      title: "random_events, 3 consumers",
      cluster: {
        kind: "Embedded cluster",
        version: "protocol of Apache Kafka 4.1",
        bootstrapServers: "localhost:9092",
        clusterId: "embedded-7f3a9c1e",
        up: true,
        why: null,
        controllerId: 1,
        brokers: [{ id: 1, address: "localhost:9092", up: true }],
      },
      traffic: { produced, processed, retried: this.#retried, deadLettered: this.#deadLettered },
      topics: this.#topics(),
      groups: [this.#group()],
      alerts: [] as AlertView[],
      deadLetters: { topic: "DLQ", total: this.#deadLettered, latest: [...this.#letters] },
      statistics: [
        breakdown("Type", { shares: TYPES, total: processed }),
        breakdown("City", { shares: CITIES, total: processed }),
        breakdown("Risk band", { shares: RISKS, total: processed }),
        breakdown("Value category", { shares: VALUES, total: processed }),
      ],
      store: {
        name: "SQLite",
        up: true,
        why: null,
        counts: [
          { label: "events", count: processed },
          { label: "risk alerts", count: Math.round(processed * 0.013) },
        ],
      },
    };
  }

  #topics(): DashboardSnapshot["topics"] {
    const partition = (number: number, end: number) => ({
      partition: number,
      low: "0",
      end: String(end),
      leader: 1,
      underReplicated: false,
    });
    return [
      { name: "DLQ", partitions: [partition(0, this.#deadLettered)] },
      { name: TOPIC, partitions: this.#ends.map((end, number) => partition(number, end)) },
    ];
  }

  #group(): GroupView {
    const partitions = this.#ends.map((end, partition) => {
      const lag = end - this.#committed[partition]!;
      return {
        topic: TOPIC,
        partition,
        low: "0",
        committed: String(this.#committed[partition]!),
        end: String(end),
        lag: String(lag),
        lagSeconds: lag / (RATE / 3),
      };
    });
    const totalLag = sum(partitions.map(({ lag }) => Number(lag)));
    return {
      groupId: GROUP,
      state: "Stable",
      verdict: "ok",
      why: `Group ${GROUP} keeps up: ${totalLag} records are unread`,
      totalLag: String(totalLag),
      lagSeconds: Math.max(...partitions.map(({ lagSeconds }) => lagSeconds)),
      partitions,
      members: [0, 1, 2].map((partition) => ({
        memberId: `consumer-${partition + 1}-5d0c`,
        clientId: `consumer-${partition + 1}`,
        host: "/127.0.0.1",
        assignment: [{ topic: TOPIC, partition }],
      })),
    };
  }
}

function breakdown(
  title: string,
  { shares, total }: {
    readonly shares: readonly (readonly [string, number])[];
    readonly total: number;
  },
): BreakdownView {
  const rows = shares.map(([label, share]) => ({ label, count: Math.round(total * share / 100) }));
  return { title, rows };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
