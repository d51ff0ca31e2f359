import { type Clock, type Random, systemClock } from "../core/mod.ts";
import type { SystemMetric } from "./system_metric.ts";

/** How a figure behaves: around a level, with a slow wave and noise. */
interface Habit {
  readonly metric: string;
  readonly level: number;
  readonly wave: number;
  readonly noise: number;
}

const HABITS: readonly Habit[] = [
  { metric: "cpu_percent", level: 35, wave: 15, noise: 4 },
  { metric: "memory_percent", level: 60, wave: 5, noise: 0.6 },
  { metric: "disk_percent", level: 48, wave: 1, noise: 0.1 },
];
/** As keys these reach each of the four partitions of their topic. */
const HOSTS = ["node-1", "node-2", "node-3", "node-4", "node-5"];
const WAVE_MS = 10 * 60_000;
/** One round of readings in so many begins an incident on some host. */
const INCIDENT_EVERY = 150;
const INCIDENT_ROUNDS = 8;

/** What a generator is made of. */
export interface SystemMetricGeneratorOptions {
  /** Where chance comes from; a seeded one repeats every reading. */
  readonly random: Random;
  /** Gives the readings their time. @default {systemClock} */
  readonly clock?: Clock;
  /**
   * How many rounds of readings come before the first incident at the latest: by then whoever looks
   * for what is unusual knows what is usual.
   * @default {110}
   */
  readonly firstIncidentAfter?: number;
}

/**
 * Makes readings of processor, memory and disk of several hosts, each a time series with a slow wave
 * and noise, and now and then an incident: one host's processor is busy for a while. Each is valid
 * against `schemas/system_metric.schema.json`.
 */
export class SystemMetricGenerator {
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #phases: readonly number[];
  /** Rounds until an incident comes for sure; there is none for sure after the first. */
  #calmLeft: number;
  #at = 0;
  #busyHost = -1;
  #incidentLeft = 0;

  /** A seeded `random` and a standing clock repeat the same readings. */
  constructor(options: SystemMetricGeneratorOptions) {
    const { random, clock = systemClock, firstIncidentAfter = 110 } = options;
    this.#random = random;
    this.#clock = clock;
    this.#calmLeft = firstIncidentAfter;
    this.#phases = HOSTS.map(() => random.next() * 2 * Math.PI);
  }

  /** One more reading, of now: host by host, and of each host figure by figure. */
  next(): SystemMetric {
    const at = this.#at++;
    if (at % (HOSTS.length * HABITS.length) === 0) this.#nextRound();
    const host = Math.floor(at / HABITS.length) % HOSTS.length;
    const habit = HABITS[at % HABITS.length]!;
    const nowMs = this.#clock.now();
    return {
      timestamp: new Date(nowMs).toISOString(),
      host: HOSTS[host]!,
      metric: habit.metric,
      value: this.#value(host, habit, nowMs),
      unit: "percent",
    };
  }

  #value(host: number, { metric, level, wave, noise }: Habit, nowMs: number): number {
    const phase = this.#phases[host]! + 2 * Math.PI * nowMs / WAVE_MS;
    const usual = level + wave * Math.sin(phase) + noise * this.#gaussian();
    const isBusy = host === this.#busyHost && this.#incidentLeft > 0 && metric === "cpu_percent";
    const value = isBusy ? 96 + this.#gaussian() : usual;
    return Math.round(Math.min(100, Math.max(0, value)) * 100) / 100;
  }

  #nextRound(): void {
    if (this.#incidentLeft > 0) {
      this.#incidentLeft--;
      return;
    }
    const byChance = this.#random.int(1, INCIDENT_EVERY) === 1;
    if (!byChance && --this.#calmLeft !== -1) return;
    this.#calmLeft = Infinity;
    this.#busyHost = this.#random.int(0, HOSTS.length - 1);
    this.#incidentLeft = INCIDENT_ROUNDS;
  }

  /** Near enough: the sum of a few uniform numbers. */
  #gaussian(): number {
    const next = () => this.#random.next() - 0.5;
    return (next() + next() + next() + next()) * Math.sqrt(3);
  }
}
