import { placeName, redriveLetters, type RedriveResult } from "../../consumer/mod.ts";
import { freshSeed, messageOf, seededRandom } from "../../core/mod.ts";
import { newTrace } from "../../events/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";
import type { DlqRun } from "./dlq_run.ts";
import { safeText } from "../safe_text.ts";

const WHY: Readonly<Record<Exclude<RedriveResult["outcome"], "redriven">, string>> = {
  "no origin": "it doesn't tell where it came from",
  "no topic": "the topic is not there",
  "original gone": "it had to leave out its value, and the record is no longer where it was",
  "refused": "the topic refuses it",
};

/** Sends letters back to where they came from, and says of each what became of it. */
export async function redrive(run: DlqRun): Promise<ExitCode> {
  const { kafka, source, selection, flags, signal, print } = run;
  const random = seededRandom(freshSeed());
  const dryRun = flags["dry-run"];
  let redriven = 0;
  let kept = 0;
  const leftBehind = new Set<string>();
  for await (
    const result of redriveLetters(kafka, {
      deadLetterTopic: source.deadLetterTopic,
      selection,
      headers: { allowed: flags.header, newTraceparent: () => newTrace(random).traceparent },
      dryRun,
      signal,
      ...(flags.to !== undefined && { to: flags.to }),
    })
  ) {
    if (result.outcome === "redriven") redriven++;
    else kept++;
    for (const name of result.leftBehind ?? []) leftBehind.add(name);
    print(flags.json ? JSON.stringify(json(result, dryRun)) : line(result, dryRun));
  }
  if (!flags.json) {
    for (const text of summary({ redriven, kept, leftBehind, dryRun })) print(text);
  }
  return kept === 0 ? EXIT.ok : EXIT.failed;
}

function line({ found, outcome, to, error }: RedriveResult, dryRun: boolean): string {
  const place = placeName(found.record);
  if (outcome === "redriven") {
    const verb = dryRun ? "would go to" : "went to";
    return `${place} ${verb} ${safeText(to!.topic)}, partition ${to!.partition}`;
  }
  const said = error === undefined ? "" : ` (${safeText(messageOf(error))})`;
  return `${place} stays: ${WHY[outcome]}${said}`;
}

function json({ found, outcome, to, leftBehind, error }: RedriveResult, dryRun: boolean) {
  return {
    letter: placeName(found.record),
    outcome,
    dryRun,
    to: to ?? null,
    leftBehind: leftBehind ?? [],
    ...(error !== undefined && { error: messageOf(error), code: error.code }),
  };
}

function summary(
  { redriven, kept, leftBehind, dryRun }: {
    readonly redriven: number;
    readonly kept: number;
    readonly leftBehind: ReadonlySet<string>;
    readonly dryRun: boolean;
  },
): string[] {
  if (redriven + kept === 0) return ["No letter is open that fits; --all takes settled ones again"];
  const stays = kept === 0 ? "" : `, ${kept} stay`;
  return [
    `${redriven} ${dryRun ? "would be redriven" : "redriven"}${stays}`,
    ...(leftBehind.size === 0 ? [] : [
      `Headers left behind: ${
        [...leftBehind].map(safeText).join(", ")
      }; --header NAME lets one go along`,
    ]),
  ];
}
