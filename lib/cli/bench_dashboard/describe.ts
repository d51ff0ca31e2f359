import type { LoadReport, Memory } from "./under_load.ts";

/** A group that keeps up is never further behind, in seconds. */
const MOST_LAG_SECONDS = 2;
/** What ten minutes may add to what lives in the server or the pages, in MiB. */
const MAX_RISE_MIB = 5;
/** An answer to a click is quick enough to be taken for one, in milliseconds. */
const MOST_CLICK_MS = 1000;
/** Of what was offered, what the machine must at least have come to. */
const LEAST_SHARE = 0.98;

/** A report in lines. */
export function describeLoad(report: LoadReport): string {
  const { records, perSecond, lagSeconds, tail, clickMs, cpuShare, process, heap, pages } = report;
  return [
    `${count(records)} records, ${count(perSecond)} a second, written and read`,
    `lag of the group, median and longest: ${lagSeconds.median.toFixed(2)} s, ` +
    `${lagSeconds.longest.toFixed(2)} s`,
    `live tail: ${count(tail.came)} came, of these ${count(tail.notShown)} not shown`,
    `from a click to the other page, median and longest of ${clickMs.clicks}: ` +
    `${clickMs.median.toFixed(0)} ms, ${clickMs.longest.toFixed(0)} ms`,
    `processor time of the dashboard's server: ${(cpuShare * 100).toFixed(1)} % of one`,
    `memory of its process, early, late, rise: ${memory(process)}`,
    `what lives in its heap and buffers: ${memory(heap)}`,
    `what lives in the two pages: ${memory(pages)}`,
  ].join("\n");
}

/** The goals that a report misses, a sentence each. */
export function missedBy(report: LoadReport, offered: number): readonly string[] {
  const { perSecond, lagSeconds, tail, clickMs, heap, pages, complaints } = report;
  const goals: readonly (readonly [boolean, string])[] = [
    [
      perSecond >= LEAST_SHARE * offered,
      `Fewer than the ${count(offered)} records a second got ` +
      "through: let the machine do nothing else",
    ],
    [lagSeconds.longest < MOST_LAG_SECONDS, `The lag reached ${lagSeconds.longest.toFixed(2)} s`],
    [tail.notShown > 0, "The live tail does not say that it left records out"],
    [clickMs.longest < MOST_CLICK_MS, `A click took ${clickMs.longest.toFixed(0)} ms`],
    [
      heap.riseInTenMinutes < MAX_RISE_MIB,
      `The server's heap rises by ${heap.riseInTenMinutes.toFixed(1)} MiB in ten minutes`,
    ],
    [
      pages.riseInTenMinutes < MAX_RISE_MIB,
      `The pages' heap rises by ${pages.riseInTenMinutes.toFixed(1)} MiB in ten minutes`,
    ],
    [complaints.length === 0, `The pages told errors: ${complaints[0]}`],
  ];
  return goals.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function memory({ early, late, riseInTenMinutes }: Memory): string {
  return `${early.toFixed(1)} MiB, ${late.toFixed(1)} MiB, ${riseInTenMinutes.toFixed(1)} MiB in ` +
    "ten minutes";
}
