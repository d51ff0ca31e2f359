import { type FoundLetter, placeName, selectLetters } from "../../consumer/mod.ts";
import { table } from "../../workshop/mod.ts";
import type { DlqRun } from "./dlq_run.ts";
import { letterJson } from "./letter_json.ts";
import { type LetterGroup, LetterGroups } from "./letter_groups.ts";
import { oneLine, safeText } from "../safe_text.ts";

const SHOWN = 20;

/** Lists the letters that are meant: by reason, then the first ones. */
export async function list({ source, selection, flags, print }: DlqRun): Promise<void> {
  const { limit: shown = SHOWN, ...unlimited } = selection;
  const groups = new LetterGroups();
  const first: FoundLetter[] = [];
  const settled = { redriven: 0, dropped: 0 };
  let count = 0;
  for await (const found of selectLetters(source, { ...unlimited, withSettled: true })) {
    if (found.settlement !== undefined) settled[found.settlement.outcome]++;
    if (found.settlement !== undefined && !selection.withSettled) continue;
    count++;
    groups.add(found);
    if (first.length < shown) first.push(found);
  }
  if (flags.json) {
    print(JSON.stringify({
      deadLetterTopic: source.deadLetterTopic,
      count,
      ...settled,
      groups: groups.sorted().map(groupJson),
      letters: first.map((found) => letterJson(found)),
    }));
    return;
  }
  for (const line of textOf({ count, settled, groups: groups.sorted(), first, selection })) {
    print(line);
  }
}

interface Listing {
  readonly count: number;
  readonly settled: { readonly redriven: number; readonly dropped: number };
  readonly groups: readonly LetterGroup[];
  readonly first: readonly FoundLetter[];
  readonly selection: DlqRun["selection"];
}

function textOf({ count, settled, groups, first, selection }: Listing): string[] {
  const { redriven, dropped } = settled;
  const hidden = selection.withSettled ? "" : ", which --all shows too";
  const before = redriven + dropped === 0
    ? []
    : [`${redriven} redriven and ${dropped} dropped before${hidden}`];
  if (count === 0) return ["No letter is open that fits", ...before];
  return [
    ...groupLines(groups),
    "",
    ...letterLines(first),
    ...(first.length < count ? [`… and ${count - first.length} more: --limit N`] : []),
    "",
    `${count} ${count === 1 ? "letter" : "letters"}`,
    ...before,
    `Look at one with deno task dlq show ${placeName(first[0]!.record)}`,
  ];
}

function groupLines(groups: readonly LetterGroup[]): string[] {
  return table(
    [
      { title: "letters", align: "right" },
      { title: "code", shrinks: true },
      { title: "class", shrinks: true },
      { title: "stage", shrinks: true },
      { title: "from", shrinks: true },
      { title: "last, UTC" },
    ],
    groups.map(({ count, errorCode, errorClass, stage, topic, lastMs }) => [
      count,
      ...[errorCode, errorClass, stage, topic ?? "not told"].map(safeText),
      timeOf(lastMs),
    ]),
  );
}

function letterLines(letters: readonly FoundLetter[]): string[] {
  return table(
    [
      { title: "letter" },
      { title: "from", shrinks: true },
      { title: "key", shrinks: true },
      { title: "code", shrinks: true },
      { title: "tries", align: "right" },
      { title: "given up, UTC" },
    ],
    letters.map(({ record, letter, reason, originTopic, settlement }) => [
      placeName(record) + (settlement === undefined ? "" : ` ${settlement.outcome}`),
      letter === undefined
        ? safeText(originTopic ?? "not told")
        : `${safeText(letter.origin.topic)}/${placeName(letter.origin)}`,
      oneLine(record.key),
      safeText(reason.errorCode),
      letter?.attempts,
      timeOf(reason.lastTimeMs),
    ]),
  );
}

/** A time in UTC to the second, without the year: `11-21 17:58:02`. */
function timeOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime())
    ? "not told"
    : date.toISOString().slice(5, 19).replace("T", " ");
}

function groupJson({ firstMs, lastMs, ...group }: LetterGroup) {
  return { ...group, first: isoTime(firstMs), last: isoTime(lastMs) };
}

function isoTime(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
