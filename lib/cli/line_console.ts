import { abortable, WorkshopError } from "../core/mod.ts";
import { typedLines } from "./typed_lines.ts";

/** Does what the rest of a typed line says, and gives the lines to print. */
export type LineAction = (rest: string) => readonly string[] | Promise<readonly string[]>;

/** Does what somebody types while a command runs: the first word of a line says what. */
export class LineConsole {
  readonly #actions: Readonly<Record<string, LineAction>>;

  constructor(help: readonly string[], actions: Readonly<Record<string, LineAction>>) {
    this.#actions = { ...actions, help: () => help };
  }

  /** What to print after a line; undefined when it ends the command. */
  async run(line: string): Promise<readonly string[] | undefined> {
    const [, word = "", rest = ""] = /^\s*(\S*)\s*(.*?)\s*$/.exec(line) ?? [];
    if (word === "quit") return undefined;
    if (word === "") return [];
    const action = Object.hasOwn(this.#actions, word) ? this.#actions[word] : undefined;
    try {
      return await action?.(rest) ??
        [`error: "${word}" is nothing to do here: use ${Object.keys(this.#actions).join(", ")}`];
    } catch (error) {
      if (error instanceof WorkshopError) return [`error: ${error.message}`];
      throw error;
    }
  }

  /** Takes lines from stdin until one of them, or the signal, ends the command. */
  async untilQuit(signal: AbortSignal, say: (line: string) => void): Promise<void> {
    try {
      for await (const line of typedLines(Deno.stdin.readable, signal)) {
        const lines = await this.run(line);
        if (lines === undefined) return;
        for (const each of lines) say(each);
      }
      // The input may end while clients go on: a command in the background has none.
      await abortable(new Promise(() => {}), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
