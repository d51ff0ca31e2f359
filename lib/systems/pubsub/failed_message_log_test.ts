import { assert, assertEquals, assertRejects } from "@std/assert";
import { DeliveryError } from "../../producer/mod.ts";
import { FailedMessageLog } from "./failed_message_log.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "failed-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const message = (key: string, value: string | Uint8Array = "{}") => ({
  timeMs: Date.UTC(2024, 0, 1),
  record: { topic: "data-topic", key, value, headers: { "content-type": "application/json" } },
  error: new DeliveryError("No leader", { code: "DELIVERY_TIMEOUT", retriable: true }),
  attempts: 4,
  reason: "retries exhausted",
});

async function linesOf(path: string): Promise<Record<string, unknown>[]> {
  const text = await Deno.readTextFile(path);
  assert(text.endsWith("\n"));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("a failed message is a JSON line with key, value, headers and error", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/deep/failed.jsonl`;
    const log = new FailedMessageLog({ path });
    await log.append(message("a", '{"id":"a"}'));
    assertEquals(await linesOf(path), [{
      time: "2024-01-01T00:00:00.000Z",
      topic: "data-topic",
      key: "a",
      value: '{"id":"a"}',
      headers: [["content-type", "application/json"]],
      outcome: "failed",
      error: { name: "DeliveryError", code: "DELIVERY_TIMEOUT", message: "No leader" },
      attempts: 4,
      reason: "retries exhausted",
    }]);
    await new FailedMessageLog({ path }).append(message("b", new Uint8Array([255, 0])));
    assertEquals((await linesOf(path))[1]!.value, { base64: "/wA=" });
  });
});

Deno.test("appends at the same time are whole lines in their order", async () => {
  await inFolder(async (folder) => {
    const log = new FailedMessageLog({ path: `${folder}/failed.jsonl` });
    const keys = Array.from({ length: 50 }, (_, at) => String(at));
    await Promise.all(keys.map((key) => log.append(message(key))));
    assertEquals((await linesOf(`${folder}/failed.jsonl`)).map(({ key }) => key), keys);
  });
});

Deno.test("a full file moves on, the oldest goes, and no line is split", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/failed.jsonl`;
    const log = new FailedMessageLog({ path, maxBytes: 600, keep: 2 });
    for (let at = 0; at < 10; at++) await log.append(message(String(at)));
    const kept: unknown[] = [];
    for (const file of [`${path}.2`, `${path}.1`, path]) {
      assert((await Deno.stat(file)).size <= 600);
      kept.push(...(await linesOf(file)).map(({ key }) => key));
    }
    assertEquals(kept, ["4", "5", "6", "7", "8", "9"]);
    await assertRejects(() => Deno.stat(`${path}.3`), Deno.errors.NotFound);
  });
});

Deno.test("a file that can't be written is told, and the next append tries again", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/failed.jsonl`;
    await Deno.mkdir(path);
    const log = new FailedMessageLog({ path });
    await assertRejects(() => log.append(message("a")));
    await Deno.remove(path);
    await log.append(message("b"));
    assertEquals((await linesOf(path)).length, 1);
  });
});
