import type { LabEntry, LabFiles, WatchEvent } from "../../workshop/mod.ts";

const DEBOUNCE_MS = 50;

/** Keys and saves, in the order in which they happen, until the signal aborts. */
export async function* watchEvents(
  files: readonly LabFiles[],
  options: { readonly keys: boolean; readonly signal: AbortSignal },
): AsyncGenerator<WatchEvent> {
  const queue: WatchEvent[] = [];
  let wake = () => {};
  const push = (event: WatchEvent) => {
    queue.push(event);
    wake();
  };
  const saves = await SaveWatcher.over(files, (lab) => push({ type: "saved", lab }));
  const keys = options.keys ? readKeys((key) => push({ type: "key", key })) : undefined;
  const onAbort = () => wake();
  options.signal.addEventListener("abort", onAbort);
  try {
    while (!options.signal.aborted) {
      const event = queue.shift();
      if (event !== undefined) yield event;
      else await new Promise<void>((resolve) => wake = resolve);
    }
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    keys?.stop();
    saves.stop();
  }
}

/** Tells of tasks whose text has changed; editors that write a file twice count once. */
export class SaveWatcher {
  readonly #files: readonly LabFiles[];
  readonly #onSave: (lab: LabEntry) => void;
  readonly #watcher: Deno.FsWatcher;
  readonly #texts: Map<LabFiles, string>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    files: readonly LabFiles[],
    texts: Map<LabFiles, string>,
    onSave: (lab: LabEntry) => void,
  ) {
    this.#files = files;
    this.#texts = texts;
    this.#onSave = onSave;
    const folders = new Set(files.map((each) => new URL(".", each.task).pathname));
    this.#watcher = Deno.watchFs([...folders].map(systemPath), { recursive: false });
    this.#run();
  }

  static async over(
    files: readonly LabFiles[],
    onSave: (lab: LabEntry) => void,
  ): Promise<SaveWatcher> {
    const texts = new Map<LabFiles, string>();
    for (const each of files) texts.set(each, await each.readTask().catch(() => ""));
    return new SaveWatcher(files, texts, onSave);
  }

  async #run(): Promise<void> {
    for await (const event of this.#watcher) {
      if (event.kind === "access") continue;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#compare(), DEBOUNCE_MS);
    }
  }

  async #compare(): Promise<void> {
    for (const files of this.#files) {
      // An editor may replace the file: for a moment there is none.
      const text = await files.readTask().catch(() => undefined);
      if (text === undefined || text === this.#texts.get(files)) continue;
      this.#texts.set(files, text);
      this.#onSave(files.lab);
    }
  }

  /** Stops watching. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#watcher.close();
  }
}

/** The keys that were typed; an arrow or another one that sends several characters is one. */
export function keysIn(typed: string): string[] {
  // deno-lint-ignore no-control-regex
  return typed.match(/\x1b(?:[[O][\d;]*.|.)?|./gsu) ?? [];
}

function readKeys(onKey: (key: string) => void): { stop(): void } {
  Deno.stdin.setRaw(true);
  const reader = Deno.stdin.readable.getReader();
  const run = async () => {
    const decoder = new TextDecoder();
    for (let next; !(next = await reader.read()).done;) {
      for (const key of keysIn(decoder.decode(next.value))) onKey(key);
    }
  };
  // A cancelled reader rejects what it was reading.
  run().catch(() => {});
  return {
    stop() {
      Deno.stdin.setRaw(false);
      reader.cancel().catch(() => {});
    },
  };
}

function systemPath(path: string): string {
  const decoded = decodeURIComponent(path);
  return Deno.build.os === "windows" ? decoded.replace(/^\/(\w:)/, "$1") : decoded;
}
