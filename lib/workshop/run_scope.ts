import {
  InconclusiveError,
  messageOf,
  type Random,
  seededRandom,
  waitFor,
  WorkshopError,
} from "../core/mod.ts";
import type { Admin, Kafka } from "../kafka/mod.ts";
import { createProducer, type Producer, type ProducerOptions } from "../producer/mod.ts";
import type { ClusterControl } from "./cluster/mod.ts";
import type { RunContext, SubjectNeeds, TopicOptions } from "./context.ts";
import { Faults } from "./faults.ts";
import { type LabEntry, labId } from "./lab_entry.ts";
import { ScopedControl } from "./scoped_control.ts";
import type { SecuredTarget } from "./secured_target.ts";
import { Subject } from "./subject.ts";
import type { Target } from "./target.ts";

/** What a scope is opened with. */
export interface RunScopeOptions {
  /** Whose experiment or check it is. */
  readonly lab: LabEntry;
  /** `experiment`, or the id of a check: each has its own stream of chance. */
  readonly purpose: string;
  /** Replays it. */
  readonly seed: string;
  /** The cluster. */
  readonly target: Target;
  /** Questions and orders to it. */
  readonly admin: Admin;
  /** The file whose functions are called. */
  readonly task: URL;
  /** What that file may import. */
  readonly mayImport: readonly string[];
  /** Aborts when the person has had enough. */
  readonly signal: AbortSignal;
  /** Told of what could not be cleaned up. */
  readonly onWarning?: (message: string) => void;
}

/** All that one experiment or check starts, and its end: names, proxies, processes. */
export class RunScope implements RunContext, AsyncDisposable {
  readonly random: Random;
  /** The processes of learner code that were started in it. */
  readonly subjects: Subject[] = [];
  readonly #options: RunScopeOptions;
  readonly #opened = new AsyncDisposableStack();
  readonly #starting: Promise<Subject>[] = [];
  readonly #topics: string[] = [];
  readonly #groups: string[] = [];
  readonly #faults: Faults[] = [];
  #control: ScopedControl | undefined;
  #ended = false;

  /** Starts nothing yet. */
  constructor(options: RunScopeOptions) {
    this.#options = options;
    this.random = seededRandom(options.seed).fork(`${labId(options.lab)}/${options.purpose}`);
    this.#opened.defer(() => this.#removeNames());
  }

  get lab(): LabEntry {
    return this.#options.lab;
  }

  get seed(): string {
    return this.#options.seed;
  }

  get target(): Target {
    return this.#options.target;
  }

  get kafka(): Kafka {
    return this.target.kafka;
  }

  get admin(): Admin {
    return this.#options.admin;
  }

  get signal(): AbortSignal {
    return this.#options.signal;
  }

  get control(): ClusterControl {
    if (this.#control !== undefined) return this.#control;
    const { control } = this.target;
    if (control === undefined) throw lacking("brokers that may be killed", "brokers: 3");
    return this.#control = this.#opened.use(new ScopedControl(control));
  }

  get secured(): SecuredTarget {
    const { secured } = this.target;
    if (secured === undefined) throw lacking("logins and ACLs", "secure: true");
    return secured;
  }

  async topic(purpose: string, partitions = 1, options: TopicOptions = {}): Promise<string> {
    const name = this.#freshName(purpose);
    this.#topics.push(name);
    const made = await this.admin.createTopics([{ ...options, name, partitions }]);
    if (made.includes(name)) return name;
    throw new WorkshopError(`Topic ${name} could not be made`, { code: "TOPIC_NOT_MADE" });
  }

  async addPartitions(topic: string, count: number): Promise<void> {
    await this.admin.createPartitions(topic, count);
    await waitFor(async () => (await this.admin.describeTopic(topic)).length === count, {
      what: `${count} partitions of ${topic}`,
      signal: this.signal,
    });
  }

  async producer(options: ProducerOptions = {}): Promise<Producer> {
    return this.#opened.use(await createProducer(this.kafka, options));
  }

  groupId(purpose: string): string {
    const name = this.#freshName(purpose);
    this.#groups.push(name);
    return name;
  }

  async faults(): Promise<Faults> {
    const faults = this.#opened.use(await Faults.before(this.target));
    this.#faults.push(faults);
    return faults;
  }

  /** What was done on purpose to make things go wrong, and did hit something. */
  fired(): string[] {
    const killed = this.subjects.filter(({ failure }) => failure?.kind === "killed by the harness");
    return [
      ...this.#faults.flatMap((faults) => faults.fired),
      ...this.#control?.deeds ?? [],
      ...killed.length === 0 ? [] : ["the process of your code was killed"],
    ];
  }

  async subject(needs: SubjectNeeds = {}): Promise<Subject> {
    this.signal.throwIfAborted();
    if (this.#ended) throw new TypeError("The run has ended: nothing more is started in it");
    const { through, ...limits } = needs;
    const starting = Subject.start({
      task: this.#options.task.href,
      mayRead: this.#options.mayImport,
      mayDial: through?.addresses ?? [],
      live: through !== undefined,
      ...limits,
    });
    this.#starting.push(starting);
    const subject = await starting;
    this.subjects.push(subject);
    return subject;
  }

  /** Not from the seed: a replay must not meet what an earlier run left behind. */
  #freshName(purpose: string): string {
    const suffix = crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36).padStart(7, "0");
    return `lab${this.lab.number}-${purpose}-${suffix}`;
  }

  async #removeNames(): Promise<void> {
    const remove = async (what: string, names: string[], order: () => Promise<void>) => {
      if (names.length === 0) return;
      await order().catch((error) => {
        this.#options.onWarning?.(
          `${what} ${names.join(", ")} could not be removed: ${messageOf(error)}`,
        );
      });
    };
    await remove("Topics", this.#topics, () => this.admin.deleteTopics(this.#topics));
    await remove("Groups", this.#groups, () => this.#deleteGroups());
  }

  async #deleteGroups(): Promise<void> {
    const known = new Set(await this.admin.listGroups());
    const used = this.#groups.filter((group) => known.has(group));
    if (used.length > 0) await this.admin.deleteGroups(used);
  }

  /** Ends processes and proxies, and removes the names. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    for (const started of await Promise.allSettled(this.#starting)) {
      if (started.status === "rejected") continue;
      // Who has had enough does not wait for learner code to say goodbye.
      if (this.signal.aborted) await started.value.kill();
      await started.value[Symbol.asyncDispose]();
    }
    await this.#opened[Symbol.asyncDispose]();
  }
}

function lacking(what: string, entry: string): InconclusiveError {
  return new InconclusiveError(
    `The lab asks for ${what}, and this run's cluster has none`,
    `If labs/manifest.ts says cluster: { ${entry} }, run it on a cluster of its own; else say so there`,
  );
}
