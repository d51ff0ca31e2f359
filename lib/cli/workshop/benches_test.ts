import { assertEquals, assertThrows } from "@std/assert";
import { type LabEntry, RunScope, silentScreen, type Workbench } from "../../workshop/mod.ts";
import { InconclusiveError, seededRandom } from "../../core/mod.ts";
import { Benches } from "./benches.ts";

function labWith(number: string, cluster: LabEntry["cluster"]): LabEntry {
  return {
    number,
    name: "some_lab",
    title: "Some lab",
    misconception: "None",
    documents: [],
    cluster,
    minutes: 1,
  };
}

function scopeOn({ target }: Workbench, lab: LabEntry): RunScope {
  return new RunScope({
    lab,
    purpose: "test",
    seed: seededRandom("a").uuid(),
    target,
    admin: undefined as never,
    task: new URL("file:///none.ts"),
    mayImport: [],
    signal: new AbortController().signal,
  });
}

Deno.test("labs that need the same share a cluster, and others get what they need", async () => {
  const { signal } = new AbortController();
  await using benches = new Benches({ kafka: false, seed: "a", screen: silentScreen, signal });
  const plain = labWith("01", { brokers: 1 });
  const three = labWith("02", { brokers: 3 });
  const bench = await benches.for(plain);
  assertEquals(await benches.for(labWith("03", { brokers: 1 })), bench);
  const benchOfThree = await benches.for(three);
  assertEquals(benchOfThree.target.addresses.length, 3);
  await using poor = scopeOn(bench, plain);
  for (const ask of [() => poor.control, () => poor.secured]) assertThrows(ask, InconclusiveError);
  await using rich = scopeOn(benchOfThree, three);
  assertEquals(rich.control.brokerIds, [0, 1, 2]);
});
