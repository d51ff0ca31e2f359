import { messageOf } from "../core/mod.ts";
import type { LabEntry } from "./lab_entry.ts";

/** What the loop reacts to. */
export type WatchEvent =
  | { readonly type: "key"; readonly key: string }
  | { readonly type: "saved"; readonly lab: LabEntry }
  /** A task's file is no longer there; `message` says so, with what to do. */
  | { readonly type: "gone"; readonly lab: LabEntry; readonly message: string };

/** What the loop can do; the terminal's part is behind these. */
export interface WatchActions {
  /** Grades the lab's task and says whether it passed; stops early when the signal aborts. */
  grade(lab: LabEntry, signal: AbortSignal): Promise<boolean>;
  /** Shows the next hint. */
  hint(lab: LabEntry): Promise<void>;
  /** Lists the labs. */
  list(current: LabEntry): Promise<void>;
  /** The first lab that is not passed, if one is left. */
  firstOpen(): Promise<LabEntry | undefined>;
  /** Puts the task back to what it began as. */
  reset(lab: LabEntry): Promise<void>;
  /** Says something in passing. */
  say(text: string): void;
}

/** The keys and what they do. */
export const WATCH_KEYS = "n next · h hint · l list · r run again · s reset · q quit";

/**
 * The learner's loop: a save is graded at once, and a newer save stops the grading of an older one.
 *
 * @param events ends the loop when it ends
 */
export async function watchLoop(
  labs: readonly LabEntry[],
  first: LabEntry,
  events: AsyncIterable<WatchEvent>,
  actions: WatchActions,
): Promise<void> {
  const loop = new WatchLoop(labs, first, actions);
  loop.begin();
  for await (const event of events) {
    if (event.type === "saved") await loop.onSave(event.lab);
    else if (event.type === "gone") await loop.onGone(event.lab, event.message);
    else if (!await loop.onKey(event.key)) break;
  }
  await loop.stop();
}

class WatchLoop {
  readonly #labs: readonly LabEntry[];
  readonly #actions: WatchActions;
  #current: LabEntry;
  #passed = false;
  #resetAsked = false;
  #grading: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  constructor(labs: readonly LabEntry[], first: LabEntry, actions: WatchActions) {
    this.#labs = labs;
    this.#current = first;
    this.#actions = actions;
  }

  begin(): void {
    const stop = new AbortController();
    this.#passed = false;
    const done = this.#grade(this.#current, stop.signal);
    this.#grading = { stop, done };
  }

  async #grade(lab: LabEntry, signal: AbortSignal): Promise<void> {
    try {
      const passed = await this.#actions.grade(lab, signal);
      if (!signal.aborted) this.#passed = passed;
    } catch (error) {
      if (!signal.aborted) this.#actions.say(messageOf(error));
    }
  }

  async stop(): Promise<void> {
    this.#grading?.stop.abort(new DOMException("A newer save is graded", "AbortError"));
    await this.#grading?.done;
    this.#grading = undefined;
  }

  /** What fails, such as a task that is gone, is told and ends nothing. */
  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#actions.say(messageOf(error));
    }
  }

  async #restart(lab: LabEntry): Promise<void> {
    await this.stop();
    this.#current = lab;
    this.begin();
  }

  async onSave(lab: LabEntry): Promise<void> {
    this.#resetAsked = false;
    await this.#restart(lab);
  }

  /** What the file held before is not judged on; it is told even of a lab that is not looked at. */
  async onGone(lab: LabEntry, message: string): Promise<void> {
    this.#resetAsked = false;
    if (lab === this.#current) {
      await this.stop();
      this.#passed = false;
    }
    this.#actions.say(message);
  }

  /** Gives `false` when the loop is to end. */
  async onKey(typed: string): Promise<boolean> {
    const key = typed.toLowerCase();
    const confirmed = this.#resetAsked && key === "s";
    this.#resetAsked = false;
    switch (key) {
      case "q":
      case "\x03":
      case "\x04":
        return false;
      case "r":
        await this.#restart(this.#current);
        break;
      case "n":
        await this.#try(() => this.#next());
        break;
      case "h":
        await this.#try(() => this.#actions.hint(this.#current));
        break;
      case "l":
        await this.#try(() => this.#actions.list(this.#current));
        break;
      case "s":
        if (confirmed) await this.#try(() => this.#reset());
        else this.#askForReset();
        break;
      default:
        this.#actions.say(`No key does that. ${WATCH_KEYS}`);
    }
    return true;
  }

  #askForReset(): void {
    this.#resetAsked = true;
    this.#actions.say("Your changes would be lost. Press s again to reset the task");
  }

  async #reset(): Promise<void> {
    await this.stop();
    // A task that changes by it is graded like any other that is saved.
    await this.#actions.reset(this.#current);
  }

  async #next(): Promise<void> {
    const next = this.#labs[this.#labs.indexOf(this.#current) + 1];
    if (next === undefined) return await this.#backToSkipped();
    if (!this.#passed) this.#actions.say("Not passed yet; after the last lab n comes back to it");
    await this.#restart(next);
  }

  async #backToSkipped(): Promise<void> {
    const skipped = await this.#actions.firstOpen();
    if (skipped === undefined) return this.#actions.say("This is the last lab, and all are passed");
    if (skipped === this.#current) return this.#actions.say("This is the last lab that is open");
    this.#actions.say(`Back to lab ${skipped.number}, which is not passed yet`);
    await this.#restart(skipped);
  }
}
