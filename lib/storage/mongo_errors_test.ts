import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { StoreError } from "./errors.ts";
import { mongoError, mongoOpeningError } from "./mongo_errors.ts";

const failure = (name: string, details: Record<string, unknown> = {}) =>
  Object.assign(new Error("may quote hunter2"), { name, ...details });

Deno.test.each([
  ["MongoServerSelectionError", undefined, "STORE_UNREACHABLE"],
  ["MongoNetworkError", undefined, "STORE_UNREACHABLE"],
  ["MongoNetworkTimeoutError", undefined, "STORE_TIMEOUT"],
  ["MongoPoolClearedError", undefined, "STORE_UNREACHABLE"],
  ["MongoServerError", 10107, "STORE_NO_PRIMARY"],
  ["MongoServerError", 189, "STORE_NO_PRIMARY"],
  ["MongoServerError", 11600, "STORE_NO_PRIMARY"],
  ["MongoWriteConcernError", 64, "STORE_TIMEOUT"],
  ["MongoServerError", 14031, "STORE_FULL"],
])("$0 $1 is an outage, retriable: $2", (name, code, expected) => {
  const error = mongoError(failure(name, { code }), "db/x.y", false);
  assertEquals([error.code, error.outage, error.retriable], [expected, true, true]);
  assertEquals(error.definite, false);
  assert(error.message.includes("db/x.y") && !error.message.includes("hunter2"), error.message);
});

Deno.test("withdrawn rights are the store's fault, but waiting alone won't help", () => {
  const error = mongoError(failure("MongoServerError", { code: 13 }), "db");
  assertEquals([error.code, error.outage, error.retriable], ["STORE_NO_RIGHTS", true, false]);
});

Deno.test("what a server says of a document is no outage, and is not quoted", () => {
  const error = mongoError(
    failure("MongoServerError", { code: 121, codeName: "DocumentValidationFailure" }),
    "db",
  );
  assertEquals([error.code, error.outage, error.retriable], ["STORE_REFUSED", false, false]);
  assert(error.message.includes("DocumentValidationFailure, code 121"), error.message);
  assert(!error.message.includes("hunter2"), error.message);
});

Deno.test("what broke a batch is looked for inside the driver's error", () => {
  const errorResponse = failure("MongoNetworkError");
  const error = mongoError(failure("MongoBulkWriteError", { errorResponse }), "db", false);
  assertEquals([error.code, error.outage], ["STORE_UNREACHABLE", true]);
});

Deno.test("opening fails with the configuration's error, unless the server is only away", () => {
  assertInstanceOf(mongoOpeningError(failure("MongoServerError", { code: 18 }), "db"), ConfigError);
  assertInstanceOf(mongoOpeningError(failure("MongoNetworkError"), "db"), StoreError);
});
