import { assertEquals, assertRejects } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { routeCall } from "../_route_call.ts";
import { RequestError } from "../routing.ts";
import { labRoutes } from "./lab_routes.ts";
import type { LabRunView, LabSource, LabStandingView } from "./lab_source.ts";

const STANDING: LabStandingView = {
  number: "01",
  title: "Sent means stored",
  misconception: "sent means stored",
  minutes: 20,
  status: "not started",
  attempts: 0,
  hintsSeen: 0,
  revealed: false,
  passedAtMs: null,
};

const run = (id: string): LabRunView => ({
  id,
  command: "lab",
  labs: ["01"],
  seed: "s",
  startedAtMs: 1,
  running: true,
});

class Source implements LabSource {
  status: LabStandingView["status"] = "not started";
  readonly told = new Map<string, string[]>();

  standings() {
    return Promise.resolve([{ ...STANDING, status: this.status }]);
  }

  list() {
    return Promise.resolve([...this.told.keys()].reverse().map(run));
  }

  read(id: string, from: number) {
    const all = this.told.get(id);
    return Promise.resolve(all && { events: all.slice(from), next: all.length });
  }
}

async function following(
  source: Source,
  query: string,
  body: (events: readonly (readonly [string, unknown])[]) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const [, route] = labRoutes(source, { lookEveryMs: 1, standingsEveryMs: 1 });
  const call = routeCall({ query: new URLSearchParams(query), signal: stop.signal });
  const response = await route!.answer(call);
  const events: [string, unknown][] = [];
  const reading = (async () => {
    let rest = "";
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + text).split("\n\n");
      rest = frames.pop()!;
      for (const frame of frames) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
        if (event !== undefined) events.push([event, JSON.parse(data!)]);
      }
    }
  })();
  try {
    await body(events);
  } finally {
    stop.abort();
    await reading;
  }
}

Deno.test("the newest run is followed, and the one after it when it begins", async () => {
  const source = new Source();
  source.told.set("a", ["one"]);
  await following(source, "", async (events) => {
    const told = () =>
      events.filter(([event]) => event === "run" || event === "told").map(([, data]) => data);
    await waitFor(() => told().length === 2, { what: "the first run" });
    source.told.get("a")!.push("two", "three");
    await waitFor(() => told().length === 3, { what: "more of it" });
    source.told.set("b", ["other"]);
    await waitFor(() => told().length === 5, { what: "the second run" });
    assertEquals(told(), [{ id: "a" }, ["one"], ["two", "three"], { id: "b" }, ["other"]]);
  });
});

Deno.test("a run that was chosen stays, whatever else begins", async () => {
  const source = new Source();
  source.told.set("a", ["one"]);
  await following(source, "run=a", async (events) => {
    source.told.set("b", ["other"]);
    await waitFor(() => JSON.stringify(events).includes('"id":"b"'), { what: "the list of runs" });
    source.told.get("a")!.push("two");
    await waitFor(() => JSON.stringify(events).includes('["two"]'), { what: "the rest of it" });
    assertEquals(events.filter(([event]) => event === "run").length, 1);
  });
});

Deno.test("progress is told when it changes, and not else", async () => {
  const source = new Source();
  await following(source, "", async (events) => {
    const labs = () => events.filter(([event]) => event === "labs");
    await waitFor(() => labs().length === 1, { what: "the labs" });
    source.status = "passed";
    await waitFor(() => labs().length > 1, { what: "the pass" });
    const statuses = labs().map(([, data]) => (data as LabStandingView[])[0]!.status);
    assertEquals(statuses, ["not started", "passed"]);
  });
});

Deno.test("a run that is gone is told so", async () => {
  const [, route] = labRoutes(new Source());
  const call = routeCall({ query: new URLSearchParams("run=x") });
  await assertRejects(async () => await route!.answer(call), RequestError, "no such run any more");
});
