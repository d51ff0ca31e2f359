import { assertEquals, assertRejects } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { claimFolder, readRecord, withFolderLock, writeRecord } from "./cluster_record.ts";

async function runFolder(): Promise<AsyncDisposable & { path: string }> {
  await Deno.mkdir(".runs", { recursive: true });
  const path = await Deno.makeTempDir({ dir: ".runs", prefix: "record-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("a record reads back as it was written, and none is undefined", async () => {
  await using folder = await runFolder();
  assertEquals(await readRecord(folder.path), undefined);
  const record = {
    engine: "java",
    clusterId: "c",
    kafkaVersion: "4.1.0",
    brokers: [{ id: 0, port: 9092, pid: 7 }],
  } as const;
  await writeRecord(folder.path, record);
  assertEquals(await readRecord(folder.path), record);
});

Deno.test("a broken record names the folder to remove", async () => {
  await using folder = await runFolder();
  await Deno.writeTextFile(`${folder.path}/cluster.json`, "{");
  await assertRejects(() => readRecord(folder.path), WorkshopError, "remove the folder");
});

Deno.test("a folder with files of something else is not claimed", async () => {
  await using folder = await runFolder();
  await claimFolder(folder.path);
  await Deno.writeTextFile(`${folder.path}/thesis.txt`, "");
  const error = await assertRejects(() => claimFolder(folder.path), WorkshopError, "thesis.txt");
  assertEquals(error.code, "DATA_FOLDER_FOREIGN");
});

Deno.test("a file where the folder should be is told as such", async () => {
  await using folder = await runFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  const error = await assertRejects(() => claimFolder(`${folder.path}/file`), WorkshopError);
  assertEquals(error.code, "DATA_FOLDER_UNUSABLE");
});

Deno.test("two starts in one folder take turns", async () => {
  await using folder = await runFolder();
  const order: string[] = [];
  const begun = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const held = withFolderLock(folder.path, async () => {
    order.push("first begins");
    begun.resolve();
    await first.promise;
    order.push("first ends");
  });
  await begun.promise;
  const second = withFolderLock(folder.path, () => {
    order.push("second begins");
    return Promise.resolve();
  });
  first.resolve();
  await Promise.all([held, second]);
  assertEquals(order, ["first begins", "first ends", "second begins"]);
});
