/** How a child is started, and who hears it. */
export interface TellingChildOptions<News> {
  /** The address of its module. */
  readonly entry: string;
  /** Flags of `deno run`, permissions among them. */
  readonly flags: readonly string[];
  readonly argument: string;
  /** Hears what it tells. */
  readonly onNews: (news: News) => void;
  /** Hears that it says no more. */
  readonly onSilence: () => void;
}

/** Garbage comes and goes; what lives is what may leak, and only such a child can tell them apart. */
export const EXPOSE_GC = "--v8-flags=--expose-gc";

/** A process of its own that tells what happens in it, a line of JSON each; killed when disposed of. */
export class TellingChild<News> implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;

  constructor(options: TellingChildOptions<News>) {
    const { entry, flags, argument } = options;
    this.#child = new Deno.Command("deno", {
      args: ["run", "--quiet", "--frozen", "--no-prompt", ...flags, entry, argument],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    this.#reading = this.#read(options);
  }

  async #read({ onNews, onSilence }: TellingChildOptions<News>): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) onNews(JSON.parse(line));
    }
    onSilence();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
    await this.#reading;
    await this.#child.status;
  }
}
