import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, waitFor } from "../../core/mod.ts";
import type { Grade } from "../../workshop/mod.ts";
import { Reporter, reporterOf } from "./reporter.ts";

const LAB = {
  number: "01",
  name: "first_record",
  title: "Sent means stored",
  misconception: "sent means stored",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 20,
} as const;

function grade(number: string, verdict: Grade["verdict"] = "pass"): Grade {
  return { lab: { ...LAB, number }, seed: "secret seed", verdict, results: [], printed: "secret" };
}

/** A board that answers so, and what it was sent. */
function board(answers: readonly (readonly [number, string])[]) {
  const bodies: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const [status, text] = answers[Math.min(bodies.length, answers.length - 1)]!;
    bodies.push(await request.text());
    return new Response(text, { status });
  });
  return {
    bodies,
    url: new URL(`http://127.0.0.1:${server.addr.port}/report/abcdefghijklmnop`),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("name, labs, verdicts and times are sent, and nothing else", async () => {
  await using place = board([[200, "Kept"]]);
  const reporter = new Reporter(place.url, "Ada");
  reporter.add(grade("01"));
  assertEquals(await reporter.end(), "The board has 1 result of yours");
  const { atMs, ...result } = JSON.parse(place.bodies[0]!).results[0];
  assertEquals(Object.keys(JSON.parse(place.bodies[0]!)), ["name", "results"]);
  assertEquals(result, { lab: "01", verdict: "pass", tookMs: 0 });
  assertEquals(Math.abs(Date.now() - atMs) < 60_000, true);
  assertStringIncludes(reporter.notice, "nothing else is sent");
});

Deno.test("what could not be sent goes with the next, and is tried again at the end", async () => {
  await using place = board([[503, "later"], [429, "too many"], [200, "Kept"]]);
  const reporter = new Reporter(place.url, "Ada", { pauseMs: 1 });
  reporter.add(grade("01"));
  await waitFor(() => place.bodies.length === 1, { what: "the first report" });
  reporter.add(grade("02", "fail"));
  assertEquals(await reporter.end(), "The board has 2 results of yours");
  assertEquals(place.bodies.map((body) => JSON.parse(body).results.length), [1, 2, 2]);
});

Deno.test("a board that refuses is not asked again, and its reason is told", async () => {
  await using place = board([[400, "The board is full: it holds 2 learners"]]);
  const reporter = new Reporter(place.url, "Ada", { pauseMs: 1 });
  reporter.add(grade("01"));
  reporter.add(grade("02"));
  const told = await reporter.end();
  assertStringIncludes(told, "did not take 2 of your results (The board is full");
  assertStringIncludes(told, "your verdicts are what they are");
  assertEquals(place.bodies.length, 1);
});

Deno.test("a board that is not there is told without the URL's token", async () => {
  const place = board([[200, ""]]);
  await place[Symbol.asyncDispose]();
  const reporter = new Reporter(place.url, "Ada", { pauseMs: 1 });
  reporter.add(grade("01"));
  const told = await reporter.end();
  assertStringIncludes(told, `nothing answers at ${place.url.host}`);
  assertEquals(told.includes("abcdefghijklmnop"), false);
});

Deno.test("a URL that leads to no board, or a missing name, is a mistake in the call", () => {
  const url = "http://192.168.1.5:8090/report/abcdefghijklmnop";
  for (
    const [report, name, message] of [
      [url, undefined, "--report needs --name"],
      [undefined, "Ada", "nothing is sent without it"],
      ["192.168.1.5:8090", "Ada", "leads to no board"],
      ["http://192.168.1.5:8090/", "Ada", "leads to no board"],
      ["file:///report/abcdefghijklmnop", "Ada", "leads to no board"],
      [url, "<b>", "A name has 1 to 40 characters"],
    ] as const
  ) assertThrows(() => reporterOf({ report, name }), ConfigError, message);
  assertEquals(reporterOf({ report: undefined, name: undefined }), undefined);
  assertEquals(reporterOf({ report: url, name: "Ada" })?.notice.includes('"Ada"'), true);
});
