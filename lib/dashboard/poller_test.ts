import { assertEquals, assertStringIncludes } from "@std/assert";
import { ManualClock, waitFor } from "../core/mod.ts";
import { SimulatedSource } from "./_simulated_source.ts";
import { Poller, type PollOutcome } from "./poller.ts";
import type { DashboardSnapshot, DashboardSource } from "./source.ts";

function polling(source: DashboardSource) {
  const clock = new ManualClock();
  const outcomes: PollOutcome[] = [];
  const warnings: string[] = [];
  const poller = new Poller(source, {
    clock,
    logger: { log: (_, message) => warnings.push(message), child: () => ({}) as never },
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  const look = async (count: number) => {
    await waitFor(() => outcomes.length === count && clock.sleepers === 1, {
      what: `look ${count}`,
    });
    clock.advance(1000);
  };
  return { clock, outcomes, warnings, poller, look };
}

Deno.test("the source is asked each second and its points are kept", async () => {
  const { poller, outcomes, look } = polling(new SimulatedSource());
  for (const count of [1, 2, 3]) await look(count);
  await poller[Symbol.asyncDispose]();
  assertEquals(outcomes.map(({ kind }) => kind), ["update", "update", "update"]);
  assertEquals(poller.history.newest, 2);
});

Deno.test("a failing source is told with its reason and the time it began, and recovers", async () => {
  const source = new SimulatedSource();
  const { poller, outcomes, warnings, look, clock } = polling(source);
  await look(1);
  source.failure = new Error("No answer from mongodb://a:secret@db");
  await look(2);
  await look(3);
  source.failure = undefined;
  await look(4);
  await poller[Symbol.asyncDispose]();
  assertEquals(outcomes.map(({ kind }) => kind), ["update", "failure", "failure", "update"]);
  const failures = outcomes.flatMap((outcome) => outcome.kind === "failure" ? outcome.failure : []);
  assertEquals(failures[0], {
    message: "No answer from mongodb://[redacted]@db",
    sinceMs: clock.now() - 3000,
  });
  assertEquals(failures[1]!.sinceMs, failures[0]!.sinceMs);
  assertEquals(warnings.length, 1);
  assertEquals(poller.failure, undefined);
});

Deno.test("a source that hangs is not asked twice at a time", async () => {
  let questions = 0;
  const answers = Promise.withResolvers<DashboardSnapshot>();
  const simulated = new SimulatedSource();
  const { poller, outcomes, clock } = polling({
    snapshot() {
      questions += 1;
      return questions === 1 ? answers.promise : simulated.snapshot();
    },
  });
  for (const count of [1, 2]) {
    await waitFor(() => clock.sleepers === 1, { what: "the deadline" });
    clock.advance(5000);
    await waitFor(() => outcomes.length === count && clock.sleepers === 1, { what: "the pause" });
    clock.advance(1000);
  }
  assertEquals(questions, 1);
  assertEquals(outcomes.map(({ kind }) => kind), ["failure", "failure"]);
  assertStringIncludes(poller.failure!.message, "5000 ms");
  answers.resolve(await simulated.snapshot());
  await waitFor(() => outcomes.length === 3, { what: "the late answer" });
  assertEquals(outcomes[2]!.kind, "update");
  await poller[Symbol.asyncDispose]();
});

Deno.test("figures that JSON can't hold are a failure, not a crash", async () => {
  const source = new SimulatedSource();
  source.change = (snapshot) => ({ ...snapshot, atMs: 1n as unknown as number });
  const { poller, outcomes, look } = polling(source);
  await look(1);
  await poller[Symbol.asyncDispose]();
  assertEquals(outcomes[0]!.kind, "failure");
});

Deno.test("it ends at once although the source hangs", async () => {
  const { poller, clock } = polling({ snapshot: () => new Promise(() => {}) });
  await waitFor(() => clock.sleepers === 1, { what: "the deadline" });
  await poller[Symbol.asyncDispose]();
  assertEquals(clock.sleepers, 0);
});
