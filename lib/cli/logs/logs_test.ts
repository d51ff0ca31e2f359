import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { logLine } from "./log_line.ts";
import { LogTail } from "../../events/mod.ts";
import { showLogs } from "./show_logs.ts";

function entry(second: number, message: string): string {
  const timestamp = new Date(second * 1000).toISOString();
  return JSON.stringify({ timestamp, level: "INFO", message, service: "s", topic: "orders" });
}

/** A folder with log files. */
class Folder implements AsyncDisposable {
  readonly path: string;
  readonly #release: AsyncDisposable;

  private constructor(path: string, release: AsyncDisposable) {
    this.path = path;
    this.#release = release;
  }

  static async open(): Promise<Folder> {
    const folder = await openRunFolder("logs-test");
    return new Folder(folder.path, folder);
  }

  async append(name: string, ...lines: string[]): Promise<void> {
    const text = lines.map((line) => `${line}\n`).join("");
    await Deno.writeTextFile(`${this.path}/${name}`, text, { append: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#release[Symbol.asyncDispose]());
  }
}

Deno.test("the last lines of all logs are shown by their time, then those that come", async () => {
  await using folder = await Folder.open();
  await folder.append("a.log", entry(1, "first"), entry(3, "third"));
  await folder.append("b.log", entry(2, "second"));
  const lines: string[] = [];
  const stop = new AbortController();
  const shown = showLogs({
    files: ["a", "b", "c"].map((name) => ({ name, path: `${folder.path}/${name}.log` })),
    lines: 2,
    follow: true,
    raw: false,
    color: false,
    print: (line) => Promise.resolve(void lines.push(line)),
    signal: stop.signal,
  });
  await waitFor(() => lines.length === 2, { what: "two lines" });
  assertMatch(lines[0]!, /^b 00:00:02\.000 INFO {2}second topic=orders$/);
  assertMatch(lines[1]!, /^a 00:00:03\.000 INFO {2}third/);
  await folder.append("c.log", entry(4, "fourth"), "no entry \x1b[2J");
  await waitFor(() => lines.length === 4, { what: "four lines" });
  assertEquals(lines[3], "c no entry \\u{1b}[2J");
  stop.abort();
  await shown;
});

Deno.test("a line is shown when it is whole, and a file that is cut begins anew", async () => {
  await using folder = await Folder.open();
  const path = `${folder.path}/a.log`;
  const tail = new LogTail(path);
  assertEquals(await tail.last(5), []);
  await Deno.writeTextFile(path, "one\ntw");
  assertEquals(await tail.next(), ["one"]);
  await Deno.writeTextFile(path, "o ä\r\n", { append: true });
  assertEquals(await tail.next(), ["two ä"]);
  await Deno.writeTextFile(path, "new\n");
  assertEquals(await tail.next(), ["new"]);
  await Deno.remove(path);
  assertEquals(await tail.next(), []);
  await Deno.writeTextFile(path, "a second file of the name\n");
  assertEquals(await tail.next(), ["a second file of the name"]);
});

Deno.test("of a long file its end is read, and no half line of it", async () => {
  await using folder = await Folder.open();
  const path = `${folder.path}/a.log`;
  const lines = Array.from({ length: 30_000 }, (_, at) => `${at} ${"x".repeat(60)}`);
  await Deno.writeTextFile(path, `${lines.join("\n")}\n`);
  const tail = new LogTail(path);
  assertEquals((await tail.last(2)).map((line) => line.split(" ")[0]), ["29998", "29999"]);
  const all = await new LogTail(path).last(100_000);
  const whole = new Set(lines);
  assertEquals(all.filter((line) => !whole.has(line)), []);
});

Deno.test("an entry is one short line, anything else is shown as it is", () => {
  assertMatch(logLine(entry(1, "hello"), { color: false }), /^00:00:01\.000 INFO {2}hello/);
  assertStringIncludes(logLine(entry(1, "hello"), { color: true }), "\x1b[36mINFO");
  assertEquals(logLine('{"level":"INFO"}', { color: false }), '{"level":"INFO"}');
});
