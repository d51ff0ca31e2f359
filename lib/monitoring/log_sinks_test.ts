import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { createJsonLogger, type LogEntry } from "./json_logger.ts";
import { openLogFiles, stderrSink } from "./log_sinks.ts";
import { prettyLine } from "./pretty_line.ts";

const ENTRY: LogEntry = {
  timestamp: "2024-05-06T07:08:09.010Z",
  level: "WARN",
  message: "Retry 1 of 3",
  fields: { service: "demo", topic: "t", reason: "two words", offset: "12" },
};

async function freshFolder(): Promise<string> {
  await Deno.mkdir(".runs", { recursive: true });
  return await Deno.makeTempDir({ dir: ".runs", prefix: "logs-" });
}

Deno.test("lines go to the file of their component and are added to what is there", async () => {
  const folder = await freshFolder();
  try {
    for (const round of [1, 2]) {
      using files = await openLogFiles(`${folder}/logs`);
      const logger = createJsonLogger({ service: "demo", sinks: [files] });
      logger.child({ component: "producer" }).log("INFO", `sent ${round}`);
      logger.child({ component: "consumer" }).log("INFO", `read ${round}`);
      logger.log("INFO", `up ${round}`);
      assertEquals(files.lostLines, 0);
    }
    const messagesOf = async (name: string) =>
      (await Deno.readTextFile(`${folder}/logs/${name}`)).trim().split("\n")
        .map((line) => JSON.parse(line).message);
    assertEquals(await messagesOf("producer.log"), ["sent 1", "sent 2"]);
    assertEquals(await messagesOf("consumer.log"), ["read 1", "read 2"]);
    assertEquals(await messagesOf("application.log"), ["up 1", "up 2"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a folder that can't be written to is an error that names it", async () => {
  const folder = await freshFolder();
  try {
    await Deno.writeTextFile(`${folder}/file`, "in the way");
    const error = await assertRejects(() => openLogFiles(`${folder}/file/logs`), ConfigError);
    assertStringIncludes(error.message, `${folder}/file/logs`);
    assertStringIncludes(error.message, "choose another");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a log file in the way of another is an error and leaves nothing open", async () => {
  const folder = await freshFolder();
  try {
    await Deno.mkdir(`${folder}/application.log`);
    await assertRejects(() => openLogFiles(folder), ConfigError, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a line that can't be written is counted and stops nobody", async () => {
  const folder = await freshFolder();
  try {
    const files = await openLogFiles(folder);
    files[Symbol.dispose]();
    files.write(ENTRY);
    assertEquals(files.lostLines, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the standard error gets JSON when it is no terminal", () => {
  let text = "";
  const write = (bytes: Uint8Array) => void (text += new TextDecoder().decode(bytes));
  stderrSink({ pretty: false, write }).write(ENTRY);
  assertEquals(JSON.parse(text).message, "Retry 1 of 3");
  assert(text.endsWith("\n"));
});

Deno.test("a closed standard error stops nobody", () => {
  const write = () => {
    throw new Deno.errors.BrokenPipe("gone");
  };
  stderrSink({ write }).write(ENTRY);
});

Deno.test("the short form is one line: time, level, message, fields", () => {
  assertEquals(
    prettyLine(ENTRY, { color: false }),
    '07:08:09.010 WARN  Retry 1 of 3 topic=t reason="two words" offset=12',
  );
});

Deno.test("the short form has colours when asked for", () => {
  assertStringIncludes(prettyLine(ENTRY, { color: true }), "\x1b[33mWARN \x1b[0m");
});

Deno.test("control characters of a record can't reach the terminal", () => {
  const message = "a\x1b[2Jb\nc\u202ed\x9b31m";
  const line = prettyLine({ ...ENTRY, message, fields: { key: "\x07\x1b]0;evil\x07" } }, {
    color: false,
  });
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x1f\x7f-\x9f\u202e]/.test(line), line);
  assertStringIncludes(line, "a\\u001b[2Jb\\u000ac");
});
