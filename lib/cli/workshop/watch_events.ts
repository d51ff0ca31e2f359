import { messageOf } from "../../core/mod.ts";
import type { LabFiles, WatchEvent } from "../../workshop/mod.ts";

const DEBOUNCE_MS = 50;
/** Editors that replace a file leave none for less than this. */
const GONE_AFTER_MS = 500;

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
  const saves = await SaveWatcher.over(files, push);
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

/** Tells of tasks that have changed or are gone; editors that write a file twice count once. */
export class SaveWatcher {
  readonly #files: readonly LabFiles[];
  readonly #onEvent: (event: WatchEvent) => void;
  readonly #watcher: Deno.FsWatcher;
  /** The last text of each; `undefined` for one that is gone. */
  readonly #texts: Map<LabFiles, string | undefined>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  private constructor(
    files: readonly LabFiles[],
    texts: Map<LabFiles, string | undefined>,
    onEvent: (event: WatchEvent) => void,
  ) {
    this.#files = files;
    this.#texts = texts;
    this.#onEvent = onEvent;
    const folders = new Set(files.map((each) => new URL(".", each.task).pathname));
    this.#watcher = Deno.watchFs([...folders].map(systemPath), { recursive: false });
    this.#run();
  }

  static async over(
    files: readonly LabFiles[],
    onEvent: (event: WatchEvent) => void,
  ): Promise<SaveWatcher> {
    const texts = new Map<LabFiles, string | undefined>();
    for (const each of files) texts.set(each, await each.readTask().catch(() => undefined));
    return new SaveWatcher(files, texts, onEvent);
  }

  async #run(): Promise<void> {
    for await (const event of this.#watcher) {
      if (event.kind === "access") continue;
      this.#compareIn(DEBOUNCE_MS, { sure: false });
    }
  }

  #compareIn(ms: number, { sure }: { readonly sure: boolean }): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => this.#compare(sure), ms);
  }

  async #compare(sure: boolean): Promise<void> {
    let missing = false;
    for (const files of this.#files) {
      const known = this.#texts.get(files);
      const text = await files.readTask().catch((error) => {
        if (known !== undefined && sure) this.#gone(files, messageOf(error));
        else missing ||= known !== undefined;
      });
      if (text === undefined || text === known) continue;
      this.#texts.set(files, text);
      this.#onEvent({ type: "saved", lab: files.lab });
    }
    if (missing) this.#compareIn(GONE_AFTER_MS, { sure: true });
  }

  #gone(files: LabFiles, message: string): void {
    this.#texts.set(files, undefined);
    this.#onEvent({ type: "gone", lab: files.lab, message });
  }

  /** Stops watching. */
  stop(): void {
    this.#stopped = true;
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
