import { freshSeed } from "../../core/mod.ts";
import type { Verdict } from "../../workshop/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";
import { flag, text } from "../options.ts";

/** The flags that tasks which run labs share. */
export const RUN_OPTIONS = {
  seed: text("SEED", "Repeat a run with the data of this seed"),
  kafka: flag("Use KAFKA_BOOTSTRAP_SERVERS, else localhost:9092, and no embedded cluster"),
} as const;

/** What a run with these flags needs. */
export function runSettings(
  options: { readonly seed: string | undefined; readonly kafka: boolean },
): { readonly seed: string; readonly kafka: boolean } {
  return { seed: options.seed ?? freshSeed(), kafka: options.kafka };
}

/** The exit code of a verdict. */
export function exitCodeOf(verdict: Verdict["verdict"]): ExitCode {
  return { pass: EXIT.ok, fail: EXIT.failed, inconclusive: EXIT.inconclusive }[verdict];
}
