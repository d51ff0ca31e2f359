import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { throughJson } from "./_arrivals.ts";
import { SeriesDetectors } from "./series_detectors.ts";

Deno.test("each series is judged by its own past, also after it was stored", () => {
  const random = seededRandom("series");
  let detectors = new SeriesDetectors({ warmUp: 50, memory: 200 });
  for (let timeMs = 0; timeMs < 200; timeMs++) {
    detectors.detect("web-1 cpu", { timeMs, value: 20 + random.next() });
    detectors.detect("web-1 memory", { timeMs, value: 80 + random.next() });
    if (timeMs !== 150) continue;
    const stored = throughJson(detectors.snapshot());
    detectors = new SeriesDetectors({ warmUp: 50, memory: 200 });
    detectors.restore(stored);
  }
  assertEquals(detectors.detect("web-1 memory", { timeMs: 200, value: 80.5 }).anomalous, false);
  assertEquals(detectors.detect("web-1 cpu", { timeMs: 200, value: 80.5 }).anomalous, true);
});

Deno.test("the series that was not heard of for longest is forgotten", () => {
  const detectors = new SeriesDetectors({ maxSeries: 2 });
  for (const series of ["a", "b", "a", "c"]) detectors.detect(series, { timeMs: 0, value: 1 });
  assertEquals(detectors.series, ["a", "c"]);
});
