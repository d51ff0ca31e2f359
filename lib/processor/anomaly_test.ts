import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Random, seededRandom, WorkshopError } from "../core/mod.ts";
import { throughJson } from "./_arrivals.ts";
import { AnomalyDetector, type AnomalyDetectorOptions } from "./anomaly.ts";

function normal(random: Random): number {
  const size = Math.sqrt(-2 * Math.log(1 - random.next()));
  return size * Math.cos(2 * Math.PI * random.next());
}

function verdicts(values: readonly number[], options: AnomalyDetectorOptions = {}) {
  const detector = new AnomalyDetector(options);
  return values.map((value, at) => detector.detect({ timeMs: at * 1000, value }));
}

/** The places where an anomaly begins. */
const raised = (values: readonly number[], options: AnomalyDetectorOptions = {}) =>
  verdicts(values, options).flatMap(({ anomalous }, at) => anomalous ? [at] : []);

const STEADY: Readonly<Record<string, (random: Random) => number[]>> = {
  "normal noise": (random) => Array.from({ length: 4000 }, () => normal(random)),
  "noise with a long tail": (random) =>
    Array.from({ length: 4000 }, () => Math.exp(normal(random))),
  "a daily wave": (random) =>
    Array.from({ length: 4000 }, (_, at) => 20 * Math.sin(at / 45) + normal(random)),
  "counts": (random) => Array.from({ length: 4000 }, () => random.int(0, 3) + random.int(0, 3)),
};

for (const [name, make] of Object.entries(STEADY)) {
  Deno.test(`in ${name} few values are surprising, by the rate that was asked for`, () => {
    let surprising = 0;
    for (let seed = 0; seed < 3; seed++) {
      const found = verdicts(make(seededRandom(`${name} ${seed}`)), { memory: 1500 });
      surprising += found.slice(1000).filter((verdict) => verdict.surprising).length;
    }
    // Nine thousand values: nine are expected where each is independent of the others.
    assert(surprising <= 27, `${surprising} of 9000 values are surprising`);
  });

  Deno.test(`in ${name} a spike and a fall that stays are raised at once, and seldom again`, () => {
    const values = make(seededRandom(name));
    const spread = Math.max(...values) - Math.min(...values);
    values[2500] = Math.max(...values) + spread;
    for (let at = 3200; at < 3300; at++) values[at]! -= 3 * spread;
    const found = raised(values);
    assert(found.includes(2500), `raised at ${found}`);
    const fall = found.filter((at) => at >= 3200 && at < 3300);
    assert(fall[0] === 3200 && fall.length <= 3, `the fall is raised at ${fall}`);
  });
}

Deno.test("peaks that come again are familiar, a middling value that never was is not", () => {
  const random = seededRandom("peaks");
  const values = Array.from(
    { length: 2000 },
    (_, at) => at % 100 === 50 ? 150 + random.int(0, 9) : 10 + random.int(0, 3),
  );
  values[1700] = 80;
  const found = raised(values).filter((at) => at > 500);
  assert(found.includes(1700) && found.length <= 3, `raised at ${found}, of fifteen peaks`);
});

Deno.test("a value that stays where it is surprises nobody, its first change does", () => {
  const values = Array(500).fill(0.1);
  values[400] = 0.2;
  assertEquals(raised(values), [400]);
  const changed = verdicts(values)[400]!;
  assertEquals([changed.score, changed.expected], [1, 0.1]);
});

Deno.test("unit and origin of a series do not matter, nor do its times", () => {
  const values = STEADY["normal noise"]!(seededRandom("unit"));
  values[3000] = 30;
  const expected = raised(values);
  assertEquals(raised(values.map((value) => value * 1024)), expected);
  assertEquals(raised(values.map((value) => value * -0.5)), expected);
});

Deno.test("nothing is raised while it learns", () => {
  const values = Array.from({ length: 50 }, (_, at) => at === 30 ? 1000 : at % 3);
  const found = verdicts(values, { warmUp: 60 });
  assertEquals(found.every(({ learning, score }) => learning && score === 0), true);
  assertEquals(verdicts([...Array(100).fill(1), 2]).at(-1)!.learning, true, "a mean comes later");
});

Deno.test("stored at random points and restored it judges like an uninterrupted one", () => {
  const random = seededRandom("stored");
  const options = { memory: 300, warmUp: 50 };
  const whole = new AnomalyDetector(options);
  let other = new AnomalyDetector(options);
  for (let at = 0; at < 1500; at++) {
    const point = { timeMs: at, value: normal(random) * (at % 200 === 0 ? 10 : 1) };
    assertEquals(other.detect(point), whole.detect(point));
    if (random.next() > 0.05) continue;
    const stored = throughJson(other.snapshot());
    other.detect({ timeMs: at, value: 999 });
    other = new AnomalyDetector(options);
    other.restore(stored);
  }
  const { latest, memories } = whole.snapshot();
  assertEquals(latest.length, 4);
  assertEquals(memories.map(({ values }) => values.length), [300, 300], "memory is bounded");
});

Deno.test("what is no number and what can't be an option are refused", () => {
  const detector = new AnomalyDetector();
  assertThrows(() => detector.detect({ timeMs: 0, value: NaN }), WorkshopError, "the value NaN");
  assertThrows(() => detector.detect({ timeMs: NaN, value: 0 }), WorkshopError, "the time NaN");
  for (const options of [{ falseAlarmRate: 0 }, { spans: [] }, { memory: 90 }, { warmUp: 5 }]) {
    assertThrows(() => new AnomalyDetector(options), WorkshopError, "A detector can't be made");
  }
});
