import { assertRejects, assertStringIncludes } from "@std/assert";
import { loadConfig } from "../../config/mod.ts";
import { InconclusiveError } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { closeBooks } from "./closing.ts";
import { planDemo } from "./plan.ts";

Deno.test("books that can't be read at the end are inconclusive, with what to do", async () => {
  await using kafka = connectKafka({ bootstrapServers: ["localhost:1"], connectionTimeoutMs: 200 });
  const plan = planDemo({
    config: loadConfig({ env: () => undefined }),
    scenario: "random_events",
    rate: 1,
    durationMs: undefined,
    input: undefined,
    json: true,
    kafka: false,
    port: undefined,
    seed: undefined,
  });
  const error = await assertRejects(
    () =>
      closeBooks({
        plan,
        kafka,
        stores: new Map(),
        produced: [],
        consumed: () => [],
        interrupted: true,
        signal: AbortSignal.timeout(2000),
      }),
    InconclusiveError,
  );
  assertStringIncludes(error.message, "could not be read at the end");
  assertStringIncludes(error.remedy, "run the demo again");
});
