import { describeLoad } from "../bench_dashboard/describe.ts";
import type { LoadReport } from "../bench_dashboard/under_load.ts";
import type { Figure, ProofContext } from "./proof.ts";

const PER_SECOND = 20_000;

/** Has the dashboard looked at for ten minutes; the task fails when a goal is missed. */
export async function lookedAtUnderLoad({ task }: ProofContext): Promise<readonly Figure[]> {
  const report: LoadReport = JSON.parse(
    await task("bench:dashboard", "--rate", String(PER_SECOND), "--duration", "10m", "--json"),
  );
  return describeLoad(report).split("\n").map((value) => ({ what: "", value }));
}
