import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { startRegistry } from "../registry.ts";
import { compareJsonVerdicts, compareVerdicts } from "./compare_verdicts.ts";
import { KNOWN_DIFFERENCES, KNOWN_JSON_DIFFERENCES } from "./known_differences.ts";
import { REQUESTS } from "./requests.ts";
import { compareRequests, shortOutcome } from "./run_requests.ts";

/** What `deno task test:registry` hands over. */
const given = new Map(Deno.args.map((arg) =>
  arg.replace(/^--/, "").split(/=(.*)/) as [
    string,
    string,
  ]
));
const apicurio = given.get("apicurio")!;
const seed = given.get("seed") ?? "registry";
const PAIRS = Number(given.get("pairs") ?? 300);
const LEAST_REQUESTS = 120;
/** Apicurio gives up on a few. */
const LEAST_JUDGED = 0.95;

async function withOurs(use: (url: string) => Promise<void>): Promise<void> {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using registry = await startRegistry(kafka, { port: 0 });
  await use(registry.url);
}

Deno.test("one list of requests gets the same statuses and error codes, but for what is known", () =>
  withOurs(async (ours) => {
    assert(REQUESTS.length >= LEAST_REQUESTS);
    const outcomes = await compareRequests(ours, apicurio);
    const found = outcomes.filter(({ equal }) => !equal)
      .map((outcome) => [
        outcome.request.name,
        shortOutcome(outcome.ours),
        shortOutcome(outcome.theirs),
      ]);
    const known = KNOWN_DIFFERENCES.flatMap(({ requests }) => requests.map((row) => [...row]));
    const byName = (a: string[], b: string[]) => a[0]! < b[0]! ? -1 : 1;
    assertEquals(found.toSorted(byName), known.toSorted(byName));
    console.log(`${outcomes.length} requests, ${found.length} answered differently, all known`);
  }));

Deno.test("random pairs of Avro schemas and levels get the same verdicts", () =>
  withOurs(async (ours) => {
    const verdicts = await compareVerdicts(ours, apicurio, { seed, count: PAIRS });
    const compatible = verdicts.filter((verdict) => verdict.ours).length;
    assertEquals(verdicts.filter((verdict) => verdict.ours !== verdict.theirs), []);
    assert(verdicts.length >= PAIRS * LEAST_JUDGED, `Only ${verdicts.length} were judged by both`);
    console.log(`${verdicts.length} pairs of seed ${seed}, ${compatible} of them compatible`);
  }));

Deno.test("random pairs of JSON Schemas get the same verdicts, but for changes that are known", () =>
  withOurs(async (ours) => {
    const verdicts = await compareJsonVerdicts(ours, apicurio, { seed, count: PAIRS });
    const known = new Set(KNOWN_JSON_DIFFERENCES.flatMap(({ changes }) => changes));
    const different = verdicts.filter((verdict) => verdict.ours !== verdict.theirs);
    assertEquals(different.filter(({ pair }) => !known.has(pair.change)), []);
    assert(verdicts.length >= PAIRS * LEAST_JUDGED, `Only ${verdicts.length} were judged by both`);
    const compatible = verdicts.filter((verdict) => verdict.ours).length;
    console.log(
      `${verdicts.length} pairs of JSON Schemas of seed ${seed}, ${compatible} of them compatible, ` +
        `${different.length} judged differently, all known`,
    );
  }));
