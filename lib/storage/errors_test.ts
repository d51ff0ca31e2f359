import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { sqliteError } from "./errors.ts";

Deno.test("a full disk is retriable and says what to do", () => {
  using database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE t (a TEXT); PRAGMA max_page_count = 3");
  const insert = database.prepare("INSERT INTO t VALUES (?)");
  const thrown = assertThrows(() => {
    for (let n = 0; n < 100; n++) insert.run("x".repeat(1000));
  });
  const error = sqliteError(thrown, "a.db");
  assertEquals([error.code, error.retriable, error.definite], ["STORE_FULL", true, true]);
  assert(error.message.includes("a.db") && error.message.includes("make room"), error.message);
});

Deno.test("an error of SQLite that nobody expected is kept as the cause and not retried", () => {
  const cause = new Error("datatype mismatch");
  const error = sqliteError(cause, "a.db");
  assertEquals([error.code, error.retriable, error.cause], ["STORE_FAILED", false, cause]);
});
