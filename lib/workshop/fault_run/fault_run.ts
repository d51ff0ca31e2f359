import { systemClock, waitFor, WorkshopError } from "../../core/mod.ts";
import type { Admin } from "../../kafka/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { Faults } from "../faults.ts";
import { EventRecorder, type HistoryEvent, runClock } from "../history/mod.ts";
import { isDrained, settleAll } from "./drain.ts";
import { readFinally } from "./final_reading.ts";
import { controlOf } from "./ground.ts";
import { Load } from "./load.ts";
import { Members } from "./members.ts";
import type { MemberReport } from "./member/messages.ts";
import { MetricWatch } from "./metric_watch.ts";
import { Progress } from "./progress.ts";
import type { FaultRunOptions, RecordedRun } from "./recorded_run.ts";
import type { FaultRun, InForce, Objection, RunFault, RunNames } from "./run_fault.ts";
import { makeTopics, namesOf, removeNames } from "./run_names.ts";
import { INPUT_PARTITIONS, planRun, type RunPlan } from "./run_plan.ts";
import { RunSchemas } from "./run_schemas.ts";
import { TransactionSource } from "./transaction_source.ts";

const FIRST_MEMBERS = 2;
const BEGUN_MS = 30_000;
/** Longest standstill after a fault. */
export const RECOVERY_LIMIT_MS = 30_000;
const DRAIN_LIMIT_MS = 120_000;
const ASK_EVERY_MS = 150;
const WORK_MS = 2;

/**
 * Runs the pipeline under load, brings a fault about, lets the pipeline recover and drain, ends all
 * of its clients, and reads what is there with a fresh reader.
 *
 * @throws {WorkshopError} when the pipeline could not be started or the cluster not be read
 */
export async function recordRun(options: FaultRunOptions): Promise<RecordedRun> {
  await using scene = await Scene.open(options);
  return await scene.play();
}

/** All that takes part in one run. */
class Scene implements AsyncDisposable {
  readonly #options: FaultRunOptions;
  readonly #opened = new AsyncDisposableStack();
  readonly #events: HistoryEvent[] = [];
  readonly #lines: string[] = [];
  readonly #plan: RunPlan;
  readonly #names: RunNames;
  readonly #recorder: EventRecorder;
  readonly #progress: Progress;
  #admin!: Admin;
  #proxy!: Faults;
  #members!: Members;
  #load!: Load;
  #schemas: RunSchemas | undefined;
  #source!: TransactionSource;

  private constructor(options: FaultRunOptions) {
    const { fault, pipeline, seed } = options;
    this.#options = options;
    this.#plan = planRun(seed, { fault: fault.name, pipeline });
    this.#names = namesOf(fault);
    this.#progress = new Progress(this.#names);
    this.#recorder = new EventRecorder((event) => this.#see(event), {
      process: "runner",
      clock: runClock(),
    });
  }

  static async open(options: FaultRunOptions): Promise<Scene> {
    const scene = new Scene(options);
    try {
      await scene.#open();
      return scene;
    } catch (error) {
      await scene[Symbol.asyncDispose]();
      throw error;
    }
  }

  #see(event: HistoryEvent): void {
    this.#events.push(event);
    this.#progress.see(event);
  }

  async #open(): Promise<void> {
    const { ground, signal, entry, fault } = this.#options;
    const { target } = ground;
    const opened = this.#opened;
    this.#admin = opened.use(await target.kafka.admin());
    await makeTopics(this.#admin, this.#names, fault);
    this.#proxy = opened.use(await Faults.before(target));
    if (fault.schemas) {
      this.#schemas = opened.use(await RunSchemas.open(target.kafka, this.#names.input));
    }
    this.#members = opened.use(
      new Members({
        entry,
        orderOf: (name) => this.#orderOf(name),
        onEvent: (event) => this.#see(event),
        onReport: (member, report) => this.#hear(member, report),
      }),
    );
    const shared = { topic: this.#names.input, recorder: this.#recorder, signal };
    const loading = this.#connect("load");
    this.#load = opened.use(
      await Load.open({
        ...shared,
        kafka: loading,
        plan: this.#plan,
        backlog: () => this.#progress.backlog,
        ...(this.#schemas === undefined
          ? {}
          : { encode: (text: string) => this.#schemas!.encode(text) }),
      }),
    );
    this.#source = new TransactionSource({
      ...shared,
      kafka: this.#connect("transactions"),
      recorder: this.#recorder.as("transactions"),
      transactionalId: `${this.#names.group}-source`,
      random: this.#plan.sourceRandom,
    });
    await Promise.all(Array.from({ length: FIRST_MEMBERS }, () => this.#members.start()));
  }

  #connect(clientId: string) {
    const connection = { ...this.#proxy.connection, clientId, connectionTimeoutMs: 2000 };
    return this.#opened.use(connectKafka(connection));
  }

  #orderOf(name: string) {
    const { pipeline, flaw, folder, seed } = this.#options;
    const { group, input, more, deadLetters, output } = this.#names;
    return {
      name,
      pipeline,
      originMs: this.#recorder.originMs,
      connection: { ...this.#proxy.connection, clientId: name, connectionTimeoutMs: 2000 },
      group,
      topics: [input, ...Object.values(more)],
      deadLetters,
      output,
      store: `${folder}/store.db`,
      seed: `${seed}/${name}`,
      workMs: WORK_MS,
      ...(this.#schemas === undefined ? {} : { registry: `http://${this.#schemas.gate.host}` }),
      ...(flaw === undefined ? {} : { flaw }),
    };
  }

  #hear(member: string, report: MemberReport): void {
    if (report.say !== "line") return;
    const { level, text, code } = report;
    this.#lines.push(`${this.#elapsed()} ${member} ${level} ${text} ${code ?? ""}`.trimEnd());
  }

  #elapsed(): string {
    const ms = performance.timeOrigin + performance.now() - this.#recorder.originMs;
    return ms.toFixed(0).padStart(6);
  }

  async play(): Promise<RecordedRun> {
    const { fault } = this.#options;
    this.#load.start();
    this.#source.start();
    await waitFor(() => this.#load.acknowledged >= this.#plan.injectAfter, {
      what: "the pipeline to be at work before the fault",
      timeoutMs: BEGUN_MS,
      signal: this.#options.signal,
    });
    const watch = await MetricWatch.begin(this.#members, this.#options);
    this.#note(fault, "begin");
    const inForce = await fault.inject(this.#run());
    let recoveryMs = await this.#recoveryAndEnd(inForce);
    this.#recorder.record({ type: "recovered", fault: fault.name, ms: recoveryMs });
    if (!await this.#drain()) recoveryMs = null;
    await watch.end(this.#recorder);
    const objections = await this.#finish();
    return {
      events: this.#events.toSorted((a, b) => a.t - b.t),
      names: this.#names,
      poison: this.#load.poison,
      fired: inForce.fired(),
      recoveryMs,
      objections: [...objections, ...inForce.judge?.(this.#events) ?? []],
      lines: this.#lines,
    };
  }

  #note({ name }: RunFault, phase: "begin" | "fired" | "end", detail?: string): void {
    this.#recorder.record({
      type: "fault",
      name,
      phase,
      ...(detail === undefined ? {} : { detail }),
    });
  }

  #run(): FaultRun {
    const { fault, pipeline, ground, signal } = this.#options;
    return {
      pipeline,
      target: ground.target,
      names: this.#names,
      random: this.#plan.faultRandom,
      signal,
      proxy: this.#proxy,
      get control() {
        return controlOf(ground, fault);
      },
      admin: this.#admin,
      members: this.#members,
      load: this.#load,
      progress: this.#progress,
      recorder: this.#recorder,
      ...(ground.disk === undefined ? {} : { disk: ground.disk }),
      ...(this.#schemas === undefined ? {} : { schemas: this.#schemas }),
      until: (probe, timeoutMs) => this.#until(probe, timeoutMs),
      pass: (ms) => systemClock.sleep(ms, signal),
    };
  }

  async #recoveryAndEnd(inForce: InForce): Promise<number | null> {
    const { fault } = this.#options;
    let recoveryMs: number | null = 0;
    try {
      if (fault.recovers === "while it lasts") recoveryMs = await this.#recovery();
    } finally {
      await inForce.end();
    }
    this.#note(fault, "fired", `${inForce.fired()} times`);
    this.#note(fault, "end");
    return fault.recovers === "while it lasts" ? recoveryMs : await this.#recovery();
  }

  /** How long it takes until a record that is sent from now on is finished in each partition. */
  async #recovery(): Promise<number | null> {
    const sinceMs = performance.timeOrigin + performance.now() - this.#recorder.originMs;
    const begunMs = systemClock.monotonicMs();
    const isThrough = () => this.#progress.isThrough(INPUT_PARTITIONS, sinceMs);
    if (!await this.#until(isThrough, RECOVERY_LIMIT_MS)) return null;
    return Math.round(systemClock.monotonicMs() - begunMs);
  }

  async #until(
    probe: () => boolean | Promise<boolean>,
    timeoutMs = 10_000,
    intervalMs = 20,
  ): Promise<boolean> {
    const { signal } = this.#options;
    const what = "something of the fault";
    try {
      return await waitFor(probe, { what, timeoutMs, intervalMs, signal });
    } catch (error) {
      if (error instanceof WorkshopError && error.code === "WAIT_TIMEOUT") return false;
      throw error;
    }
  }

  /** Ends the load and waits until all of it is finished; false when that takes too long. */
  async #drain(): Promise<boolean> {
    await this.#until(() => this.#load.sent >= this.#plan.leastRecords, DRAIN_LIMIT_MS);
    await this.#source.finish();
    await this.#load.finish();
    await Promise.all(
      Array.from({ length: INPUT_PARTITIONS }, (_, partition) => this.#sendLast(partition)),
    );
    const drained = () => isDrained(this.#admin, this.#names);
    return await this.#until(drained, DRAIN_LIMIT_MS, ASK_EVERY_MS);
  }

  /** A record behind all transactions: what is behind the last record need not be committed. */
  async #sendLast(partition: number): Promise<void> {
    await this.#load.send({
      id: `last:${partition}`,
      key: `last-${partition}`,
      topic: this.#names.input,
      partition,
      value: JSON.stringify({ amount: 1 }),
    });
  }

  /** All clients gone, then the reading by one that had no part. */
  async #finish(): Promise<readonly Objection[]> {
    const late = await this.#members.finish();
    await this.#load[Symbol.asyncDispose]();
    const { ground, pipeline, folder, signal } = this.#options;
    if (pipeline === "exactly-once") await settleAll(ground.target.kafka, this.#names, signal);
    await readFinally({
      kafka: ground.target.kafka,
      admin: this.#admin,
      names: this.#names,
      store: pipeline === "plain" ? `${folder}/store.db` : undefined,
      recorder: this.#recorder.as("reader"),
      signal,
    });
    return late.map((name) => ({
      rule: "I10",
      what: `${name} did not end with code 0 in time after SIGTERM`,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
    const { ground: { target }, signal } = this.#options;
    if (target.kind === "embedded" || signal.aborted) return;
    await removeNames(target.kafka, this.#names).catch(() => {});
  }
}
