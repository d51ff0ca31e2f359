import type { Random } from "../core/mod.ts";
import type { Admin, Kafka } from "../kafka/mod.ts";
import type { Producer, ProducerOptions } from "../producer/mod.ts";
import type { Screen } from "./draw/mod.ts";
import type { ClusterControl } from "./cluster/mod.ts";
import type { Faults } from "./faults.ts";
import type { LabEntry } from "./lab_entry.ts";
import type { Question } from "./predictions.ts";
import type { SecuredTarget } from "./secured_target.ts";
import type { Subject } from "./subject.ts";
import type { Target } from "./target.ts";

/** A cluster, names, chance and learner code: what both experiments and checks work with. */
export interface RunContext {
  /** Whose experiment or check it is. */
  readonly lab: LabEntry;
  /** What `--seed` takes to get the same data again. */
  readonly seed: string;
  /** The only source of chance. */
  readonly random: Random;
  /** The cluster, straight: what the harness reads does not go through faults. */
  readonly target: Target;
  /** The harness's own connection to it. */
  readonly kafka: Kafka;
  /** Questions and orders to the cluster. */
  readonly admin: Admin;
  /** Aborts when the person has had enough. */
  readonly signal: AbortSignal;
  /**
   * Kills and revives brokers, moves leaders, holds replication; afterwards all of that is undone.
   * For labs whose cluster has three brokers.
   *
   * @throws {InconclusiveError} when this cluster's brokers can't be touched
   */
  readonly control: ClusterControl;
  /**
   * The super user, other users, the right authority and a wrong one. For labs whose cluster is
   * secure; {@link RunContext.kafka} and {@link RunContext.admin} are the super user's then.
   *
   * @throws {InconclusiveError} when this cluster is not secure
   */
  readonly secured: SecuredTarget;
  /** Makes a topic with a fresh name; it is deleted afterwards. */
  topic(purpose: string, partitions?: number, options?: TopicOptions): Promise<string>;
  /** Adds partitions to a topic and waits until the cluster has them. */
  addPartitions(topic: string, count: number): Promise<void>;
  /** A producer of the harness's own, straight to the cluster; it is closed afterwards. */
  producer(options?: ProducerOptions): Promise<Producer>;
  /** A fresh name for a group; the group is deleted afterwards. */
  groupId(purpose: string): string;
  /** A proxy before the cluster that injects faults, between it and whoever connects through it. */
  faults(): Promise<Faults>;
  /** Learner code in its own process; its clients may reach the cluster through `through` only. */
  subject(options?: SubjectNeeds): Promise<Subject>;
}

/** How a topic is made. */
export interface TopicOptions {
  /** Copies of each partition. @default {1} */
  readonly replicationFactor?: number;
  /** The brokers of each partition, the first leader first. @default {the cluster places them} */
  readonly replicas?: readonly (readonly number[])[];
  /** Settings that differ from the broker's defaults. @default {{}} */
  readonly config?: Readonly<Record<string, string>>;
}

/** What a learner's process needs beside its own file. */
export interface SubjectNeeds {
  /** Whether clients will be opened in it, and through which faults. @default {none} */
  readonly through?: Faults | Target;
  /** Longest time of one call, in milliseconds. @default {5000} */
  readonly timeLimitMs?: number;
  /** How many times as fast timers run that the task sets, not those of our clients. @default {1} */
  readonly timerPace?: number;
}

/** What an experiment works with. */
export interface LabContext extends RunContext {
  /** Where it shows what it measured. */
  readonly screen: Screen;
  /** Whose code {@link RunContext.subject} runs. */
  readonly author: "you" | "the reference solution";
  /** Asks before the result is shown; does not ask when nobody is there to answer. */
  predict(question: Question): Promise<void>;
  /** Puts what was seen beside what was predicted under that id. */
  seen(id: string, what: string): Promise<void>;
}

/** What a check works with. */
export type CheckContext = RunContext;
