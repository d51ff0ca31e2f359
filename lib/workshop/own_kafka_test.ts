import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InconclusiveError, WorkshopError } from "../core/mod.ts";
import { ownKafka } from "./own_kafka.ts";

async function runFolders(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(".runs"));
  return entries.map(({ name }) => name).filter((name) => name.startsWith("lab-kafka-test-"));
}

Deno.test("a machine that can't start an Apache Kafka decides nothing about the lab", async () => {
  const start = () =>
    Promise.reject(
      new WorkshopError("There is no Java on the PATH: install it", { code: "JAVA_MISSING" }),
    );
  const options = { brokers: 3, secure: true, start, folder: "lab-kafka-test" } as const;
  const error = await assertRejects(() => ownKafka(options), InconclusiveError);
  assertStringIncludes(error.message, "3 brokers that it may kill and logins and ACLs");
  assertStringIncludes(error.message, "There is no Java on the PATH");
  assertStringIncludes(error.remedy, "leave out --kafka");
  assertEquals(await runFolders(), []);
});

Deno.test("who stops the run while Apache Kafka starts gets no verdict", async () => {
  const stop = new AbortController();
  const start = () => {
    stop.abort();
    return Promise.reject(new WorkshopError("It ended", { code: "START_FAILED" }));
  };
  const options = {
    brokers: 1,
    secure: true,
    start,
    signal: stop.signal,
    folder: "lab-kafka-test",
  } as const;
  const error = await assertRejects(() => ownKafka(options), DOMException);
  assertEquals(error.name, "AbortError");
  assertEquals(await runFolders(), []);
});
