import { deleteSettledLetters, dropLetters, placeName } from "../../consumer/mod.ts";
import { ConfigError } from "../../core/mod.ts";
import type { DlqRun } from "./dlq_run.ts";

/** Gives letters up; with --delete, deletes what is settled at the beginning of each partition. */
export async function drop(run: DlqRun): Promise<void> {
  const { kafka, source: { deadLetterTopic }, selection, flags, signal, print } = run;
  const dryRun = flags["dry-run"];
  if (!dryRun && !flags.yes) {
    throw new ConfigError(
      "drop gives letters up for good: look first with --dry-run, then add --yes",
    );
  }
  const letters: string[] = [];
  const options = { deadLetterTopic, selection, dryRun, signal };
  for await (const { record } of dropLetters(kafka, options)) {
    letters.push(placeName(record));
    if (!flags.json) print(`${letters.at(-1)} ${dryRun ? "would be dropped" : "dropped"}`);
  }
  const deleted = flags.delete && !dryRun
    ? await deleteSettledLetters(kafka, deadLetterTopic, signal)
    : [];
  if (flags.json) {
    print(JSON.stringify({ dryRun, dropped: letters, deletedBefore: deleted.map(placeName) }));
    return;
  }
  print(`${letters.length} ${dryRun ? "would be dropped" : "dropped"}`);
  for (const { partition, offset } of deleted) {
    print(`Partition ${partition} of ${deadLetterTopic} begins at offset ${offset} now`);
  }
}
