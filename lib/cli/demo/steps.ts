import { wrap } from "../../workshop/draw/mod.ts";

/** Further lines are indented by six. */
const WIDTH = 74;

/** The steps of a demo's start, in the order in which they are printed. */
export const START_STEPS = [
  "Check machine, input and folders",
  "Make the run's folder and store",
  "Start the controller (KRaft, no ZooKeeper)",
  "Start the broker",
  "Create the topics",
  "Start producer and consumers",
  "Open dashboard and metrics",
  "Ready",
] as const;

/** Prints the steps as they are done, each with what came of it. */
export class Steps {
  #done = 0;
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Says that the next step is done and what came of it, further lines indented. */
  done(outcome: string, ...more: string[]): void {
    const step = START_STEPS[this.#done++]!;
    const told = wrap(`[${this.#done}/${START_STEPS.length}] ${step}: ${outcome}`, WIDTH);
    const [first = "", ...rest] = told;
    this.#print(first);
    for (const line of [...rest, ...more]) this.#print(`      ${line}`);
  }
}
