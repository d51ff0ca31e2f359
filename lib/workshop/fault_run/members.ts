import { systemClock, waitFor, WorkshopError } from "../../core/mod.ts";
import type { HistoryEvent } from "../history/mod.ts";
import type { MemberCommand, MemberOrder, MemberReport } from "./member/messages.ts";
import { type MemberEnd, MemberProcess } from "./member_process.ts";

/** What members are started with. */
export interface MembersOptions {
  /** The program that runs one. */
  readonly entry: URL;
  /** What a member of this name is told. */
  readonly orderOf: (name: string) => MemberOrder;
  readonly onEvent: (event: HistoryEvent) => void;
  readonly onReport: (member: string, report: MemberReport) => void;
}

const COUNTED_MS = 2000;

/** How long a member may take from SIGTERM to its end. */
export const STOP_LIMIT_MS = 10_000;

/**
 * The pipeline's members, each in a process of its own. One that crashes is started again, as a
 * supervisor would; one that the run ends stays away until the run starts another.
 */
export class Members implements AsyncDisposable {
  readonly #options: MembersOptions;
  readonly #all = new Map<string, MemberProcess>();
  readonly #dismissed = new Set<string>();
  readonly #reports: { readonly member: string; readonly report: MemberReport }[] = [];
  #started = 0;
  #questions = 0;
  #closed = false;
  /** How many crashed of their own accord. */
  crashes = 0;

  /** Starts nobody yet. */
  constructor(options: MembersOptions) {
    this.#options = options;
  }

  /** The names of those that run. */
  get names(): readonly string[] {
    return [...this.#all.values()].filter(({ running }) => running).map(({ name }) => name);
  }

  /** The file of the members' store. */
  get storePath(): string {
    return this.#options.orderOf("").store;
  }

  /** What members have said of a kind so far. */
  heard<S extends MemberReport["say"]>(say: S): readonly Extract<MemberReport, { say: S }>[] {
    return this.#reports.map(({ report }) => report)
      .filter((report): report is Extract<MemberReport, { say: S }> => report.say === say);
  }

  /** Starts another member; resolves to its name when it has joined. */
  async start(): Promise<string> {
    const member = this.#spawn();
    await member.ready;
    return member.name;
  }

  #spawn(): MemberProcess {
    const name = `member-${++this.#started}`;
    const member = MemberProcess.start({
      entry: this.#options.entry,
      order: this.#options.orderOf(name),
      onEvent: this.#options.onEvent,
      onReport: (report) => {
        this.#reports.push({ member: name, report });
        this.#options.onReport(name, report);
      },
    });
    this.#all.set(name, member);
    void member.ended.then(() => this.#gone(member));
    return member;
  }

  async #gone({ name }: MemberProcess): Promise<void> {
    if (this.#closed || this.#dismissed.has(name)) return;
    this.crashes++;
    await systemClock.sleep(300);
    if (!this.#closed) this.#spawn();
  }

  /** Tells one member something, or all. */
  tell(command: MemberCommand, name?: string): void {
    for (const member of this.#all.values()) {
      if (name === undefined || member.name === name) member.tell(command);
    }
  }

  /** What a counter came to, by member; of those that answer. */
  async counts(metric: string): Promise<ReadonlyMap<string, number>> {
    const number = ++this.#questions;
    const asked = this.names;
    this.tell({ tell: "count", number });
    const answers = () =>
      this.#reports.flatMap(({ member, report }) =>
        report.say === "counted" && report.number === number
          ? [[member, report.totals[metric] ?? 0] as const]
          : []
      );
    const enough = () => answers().length === asked.length;
    await waitFor(enough, { what: "the counts", timeoutMs: COUNTED_MS }).catch(() => {});
    return new Map(answers());
  }

  /** Sends a member a signal that does not end it: SIGSTOP, SIGCONT. */
  signal(name: string, signal: Deno.Signal): void {
    this.#find(name).signal(signal);
  }

  /** Ends a member with SIGKILL. */
  async kill(name: string): Promise<void> {
    this.#dismissed.add(name);
    await this.#find(name).kill();
  }

  /** Has a member end in order. @throws {WorkshopError} code `WAIT_TIMEOUT` when it does not */
  async stop(name: string): Promise<MemberEnd & { readonly ms: number }> {
    const begunMs = systemClock.monotonicMs();
    this.#dismissed.add(name);
    const member = this.#find(name);
    const ended = member.stop();
    await waitFor(() => !member.running, {
      what: `the end of ${name} after SIGTERM`,
      timeoutMs: STOP_LIMIT_MS,
    });
    return { ...await ended, ms: systemClock.monotonicMs() - begunMs };
  }

  #find(name: string): MemberProcess {
    const member = this.#all.get(name);
    if (member !== undefined) return member;
    throw new WorkshopError(`There is no member ${name}`, { code: "NO_MEMBER" });
  }

  /** Has all end in order; gives those that did not, or not with code 0. */
  async finish(): Promise<readonly string[]> {
    this.#closed = true;
    const names = this.names;
    const ends = await Promise.allSettled(names.map((name) => this.stop(name)));
    return names.filter((_, index) => {
      const end = ends[index]!;
      return end.status === "rejected" || end.value.code !== 0;
    });
  }

  /** Ends all at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all.values()].map((member) => member.kill()));
  }
}
