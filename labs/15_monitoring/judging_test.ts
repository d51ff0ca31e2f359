import { assertEquals } from "@std/assert";
import { wrongAlert } from "./judging.ts";
import { deserted } from "./plans.ts";
import { Scrape } from "./scrape.ts";
import type { WatchedGroup } from "./watch_groups.ts";

/** A group of one partition whose oldest unread record has waited so long at each look. */
function group(...waits: readonly number[]): WatchedGroup {
  const looks = waits.map((waitSeconds, second) => {
    const sample = { atMs: second * 1000, endOffset: 9n, committedOffset: 4n };
    const gauge = { lag: 5n, seconds: waitSeconds };
    const partitions = [{ sample, gauge, counted: 5n, waitSeconds }];
    return { second, partitions, waitSeconds, unread: 5 };
  });
  const plan = deserted({ every: 5, gone: 10 });
  return { plan, groupId: "g", topic: "t", looks, scrape: new Scrape("") };
}

const anomalyOf = (waits: readonly number[], on: readonly number[]) =>
  wrongAlert(group(...waits), on.map((each) => each === 1))?.anomaly;

Deno.test("an alert from one limit to the other is right, and so is one five seconds off", () => {
  assertEquals(anomalyOf([0, 20, 31, 40, 20, 14, 0], [0, 0, 1, 1, 1, 0, 0]), undefined);
  assertEquals(anomalyOf([0, 26, 31, 40, 20, 14, 11, 0], [0, 1, 1, 1, 1, 1, 1, 0]), undefined);
  assertEquals(anomalyOf([0, 20, 34, 36, 19, 0], [0, 0, 0, 1, 0, 0]), undefined);
});

Deno.test("each way to be wrong has its name", () => {
  assertEquals(anomalyOf([0, 20, 0], [0, 1, 0]), "false alarm");
  assertEquals(anomalyOf([0, 36, 50], [0, 0, 0]), "a missed incident");
  assertEquals(anomalyOf([0, 36, 50], [0, 0, 1]), "an alert that comes too late");
  assertEquals(anomalyOf([0, 36, 25, 36], [0, 1, 0, 1]), "an alert that comes and goes");
  assertEquals(anomalyOf([0, 36, 9], [0, 1, 1]), "an alert without an end");
});

Deno.test("series are read from a scrape whatever the order of their labels", () => {
  const scrape = new Scrape('# HELP lag\nlag{group="a",partition="0"} 7\nup 1\n');
  assertEquals(scrape.value("lag", { partition: 0, group: "a" }), 7);
  assertEquals(scrape.value("up"), 1);
  assertEquals(scrape.value("lag", { partition: 1, group: "a" }), undefined);
});
