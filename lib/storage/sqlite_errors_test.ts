import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { sqliteError } from "./sqlite_errors.ts";

Deno.test("a full disk is retriable and says what to do", () => {
  using database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE t (a TEXT); PRAGMA max_page_count = 3");
  const insert = database.prepare("INSERT INTO t VALUES (?)");
  const thrown = assertThrows(() => {
    for (let n = 0; n < 100; n++) insert.run("x".repeat(1000));
  });
  const error = sqliteError(thrown, "a.db");
  assertEquals([error.code, error.retriable, error.definite], ["STORE_FULL", true, true]);
  assertEquals(error.outage, true);
  assert(error.message.includes("a.db") && error.message.includes("make room"), error.message);
});

Deno.test("an error of SQLite that nobody expected is kept as the cause and not retried", () => {
  const cause = new Error("datatype mismatch");
  const error = sqliteError(cause, "a.db");
  assertEquals([error.code, error.retriable, error.cause], ["STORE_REFUSED", false, cause]);
  assertEquals(error.outage, false);
});

Deno.test.each([
  ["database is locked", "STORE_BUSY", true],
  ["database table is locked: documents", "STORE_BUSY", true],
  ["disk I/O error", "STORE_IO", true],
  ["unable to open database file", "STORE_IO", true],
  ["attempt to write a readonly database", "STORE_READ_ONLY", false],
  ["database disk image is malformed", "STORE_CORRUPT", false],
  ["file is not a database", "STORE_CORRUPT", false],
])("$0 is the store's fault and no record's: $1", (text, code, retriable) => {
  const error = sqliteError(new Error(text), "a.db");
  assertEquals([error.code, error.retriable, error.outage], [code, retriable, true]);
});

Deno.test("what SQLite says about a document stays out of the message: it may quote it", () => {
  const error = sqliteError(new Error('malformed JSON near "hunter2"'), "a.db");
  assertEquals([error.code, error.outage], ["STORE_REFUSED", false]);
  assert(!error.message.includes("hunter2"), error.message);
});
