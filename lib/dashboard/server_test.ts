import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, systemClock, waitFor } from "../core/mod.ts";
import { SimulatedSource } from "./_simulated_source.ts";
import { streamEvents } from "./route_stream.ts";
import type { PageRoute } from "./routing.ts";
import { type DashboardOptions, startDashboard } from "./server.ts";

function serve(options: Partial<DashboardOptions> = {}) {
  const source = new SimulatedSource();
  const dashboard = startDashboard({ port: 0, source, intervalMs: 10, ...options });
  return { source, dashboard };
}

interface Frame {
  readonly event: string;
  readonly id: string;
  // deno-lint-ignore no-explicit-any
  readonly data: any;
}

/** Reads the stream of events until the test has seen enough of it. */
async function* events(url: string, headers: Record<string, string> = {}): AsyncGenerator<Frame> {
  const response = await fetch(`${url}/events`, { headers });
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  let text = "";
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    const frames = text.split("\n\n");
    text = frames.pop()!;
    for (const frame of frames.filter((frame) => frame.includes("event: "))) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1] ?? "";
      yield { event: field("event"), id: field("id"), data: JSON.parse(field("data")) };
    }
  }
}

async function firstEvent(
  url: string,
  wanted: (frame: Frame) => boolean,
  headers: Record<string, string> = {},
): Promise<Frame> {
  for await (const frame of events(url, headers)) if (wanted(frame)) return frame;
  throw new Error("The stream ended");
}

Deno.test("the page and every file it names are served", async () => {
  const { dashboard } = serve();
  await using _ = dashboard;
  const page = await fetch(dashboard.url);
  const html = await page.text();
  assertEquals(page.headers.get("content-type"), "text/html; charset=utf-8");
  const paths = [...html.matchAll(/(?:href|src)="([^"]+)"|:"(\/vendor[^"]+)"/g)]
    .map((match) => match[1] ?? match[2]!);
  assert(paths.length >= 9, paths.join(" "));
  for (const path of paths) {
    const file = await fetch(`${dashboard.url}${path}`);
    assertEquals(file.status, 200, path);
    assert((await file.text()).length > 100, path);
  }
});

Deno.test("each page has a nonce of its own, in its policy and in its import map", async () => {
  const { dashboard } = serve();
  await using _ = dashboard;
  const nonces = new Set<string>();
  for (const _round of [1, 2]) {
    const response = await fetch(dashboard.url);
    const nonce = /nonce="([0-9a-f]{32})"/.exec(await response.text())![1]!;
    assertStringIncludes(response.headers.get("content-security-policy")!, `'nonce-${nonce}'`);
    nonces.add(nonce);
  }
  assertEquals(nonces.size, 2);
});

Deno.test("a listener gets the points so far, the figures, and then each change", async () => {
  const { dashboard } = serve();
  await using _ = dashboard;
  const seen: Frame[] = [];
  for await (const frame of events(dashboard.url)) {
    seen.push(frame);
    if (seen.filter(({ event }) => event === "update").length === 3) break;
  }
  assertEquals(seen[0]!.event, "history");
  assertEquals(seen[0]!.data.complete, true);
  const times = seen.filter(({ event }) => event === "update")
    .map(({ data }) => data.snapshot.atMs);
  assertEquals(times.toSorted((a, b) => a - b), times);
  assertEquals(typeof seen.at(-1)!.data.snapshot.groups[0].totalLag, "string");
});

Deno.test("a listener that comes back gets only the points it missed", async () => {
  const { dashboard, source } = serve();
  await using _ = dashboard;
  const isUpdate = ({ event, data }: Frame) => event === "update" && data.sample !== null;
  const seen = await firstEvent(dashboard.url, isUpdate);
  await firstEvent(dashboard.url, isUpdate);
  // From now on there are no more points, which would drive those out that were missed.
  source.failure = new Error("The broker is gone");
  await firstEvent(dashboard.url, ({ event }) => event === "failure");
  const isHistory = ({ event }: Frame) => event === "history";
  const again = await firstEvent(dashboard.url, isHistory, { "last-event-id": seen.id });
  assertEquals(again.data.complete, false);
  assert(
    again.data.samples.every((sample: { atMs: number }) => sample.atMs > seen.data.sample.atMs),
  );
  for (const id of ["other.3", "x", `${seen.id}0000`, "", "…"]) {
    const frame = await firstEvent(dashboard.url, isHistory, {
      "last-event-id": encodeURI(id),
    });
    assertEquals(frame.data.complete, true, id);
  }
});

Deno.test("a source that fails is told to the listeners, and its recovery too", async () => {
  const { dashboard, source } = serve();
  await using _ = dashboard;
  source.failure = new Error("The broker is gone");
  const failure = await firstEvent(dashboard.url, ({ event }) => event === "failure");
  assertEquals(failure.data.message, "The broker is gone");
  source.failure = undefined;
  const update = await firstEvent(dashboard.url, ({ event }) => event === "update");
  assert(update.data.snapshot.traffic.produced >= 0);
});

Deno.test("/api/overview has throughput and lag as numbers and strings", async () => {
  const { dashboard } = serve();
  await using _ = dashboard;
  const overview = await waitFor(async () => {
    const response = await fetch(`${dashboard.url}/api/overview`);
    const body = await response.json();
    return body.sample === null ? undefined : body;
  }, { what: "a point" });
  assertEquals(typeof overview.sample.producedPerSecond, "number");
  assertEquals(typeof overview.snapshot.groups[0].partitions[0].lag, "string");
  assertEquals(overview.failure, null);
});

Deno.test("too many pages are refused, and a closed one makes room", async () => {
  const { dashboard } = serve({ maxClients: 1 });
  await using _ = dashboard;
  const first = await fetch(`${dashboard.url}/events`);
  const second = await fetch(`${dashboard.url}/events`);
  assertEquals([second.status, second.headers.get("retry-after")], [503, "5"]);
  assertEquals(await second.text(), "Too many pages are open: close one\n");
  await first.body!.cancel();
  await waitFor(() => dashboard.clients === 0, { what: "the page to be forgotten" });
  await firstEvent(dashboard.url, () => true);
});

Deno.test("a taken default port moves on, a taken port that was asked for is an error", async () => {
  const { dashboard } = serve();
  await using _ = dashboard;
  const said: string[] = [];
  const logger = {
    log: (_level: string, message: string) => void said.push(message),
    child: () => ({}) as never,
  };
  await using moved = serve({ port: dashboard.port, logger }).dashboard;
  assert(moved.port > dashboard.port);
  assertStringIncludes(said[0]!, `Port ${dashboard.port} is taken`);
  assertThrows(
    () => serve({ port: dashboard.port, explicitPort: true }),
    ConfigError,
    `Port ${dashboard.port} for the dashboard is taken`,
  );
});

Deno.test("it ends although pages are open", async () => {
  const { dashboard } = serve();
  const stream = events(dashboard.url);
  await stream.next();
  await dashboard[Symbol.asyncDispose]();
  while (!(await stream.next()).done);
});

Deno.test("the server's end waits for what goes on behind a stream whose page has gone", async () => {
  let ended = false;
  const gone = Promise.withResolvers<void>();
  const route: PageRoute = {
    method: "GET",
    path: "/events/reader",
    access: "read",
    answer: (call) =>
      streamEvents(call, async (_, signal) => {
        await systemClock.sleep(600_000, signal).catch(() => gone.resolve());
        await systemClock.sleep(20);
        ended = true;
      }),
  };
  const { dashboard } = serve({ routes: [route] });
  const response = await fetch(`${dashboard.url}/events/reader`);
  await response.body!.cancel();
  await gone.promise;
  await dashboard[Symbol.asyncDispose]();
  assert(ended, "the reader is still at work");
});
