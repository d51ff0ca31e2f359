import { type FoundLetter, placeName, selectLetters } from "../../consumer/mod.ts";
import { WorkshopError } from "../../core/mod.ts";
import type { DlqRun } from "./dlq_run.ts";
import { letterJson } from "./letter_json.ts";
import { oneLine, payloadLines, safeText } from "../safe_text.ts";

const SHOWN_BYTES = 4096;

/** Shows letters with their headers and payloads. */
export async function show({ source, selection, flags, print }: DlqRun): Promise<void> {
  let count = 0;
  for await (const found of selectLetters(source, { ...selection, withSettled: true })) {
    if (flags.json) print(JSON.stringify(letterJson(found, { withContent: true })));
    else for (const line of letterText(found, flags.full)) print(line);
    count++;
  }
  if (count > 0) return;
  const [place] = selection.places ?? [];
  throw new WorkshopError(
    `${source.deadLetterTopic} holds no letter ${place === undefined ? "" : placeName(place)}: ` +
      "deno task dlq list --all tells which there are",
    { code: "NO_LETTER" },
  );
}

function letterText(
  { record, letter, reason, originTopic, settlement }: FoundLetter,
  isFull: boolean,
): string[] {
  const from = letter === undefined
    ? `${safeText(originTopic ?? "not told")}, where in it isn't told`
    : `${safeText(letter.origin.topic)}/${placeName(letter.origin)} of ` +
      timeOf(letter.origin.timestampMs);
  const tries = letter === undefined
    ? []
    : [`tries     ${letter.attempts}, the first at ${timeOf(letter.firstTimeMs)}`];
  const told = reason.message === undefined ? "" : `: ${safeText(reason.message)}`;
  return [
    `letter    ${safeText(record.topic)}/${placeName(record)}` +
    (settlement === undefined ? "" : `, ${settlement.outcome} at ${timeOf(settlement.atMs)}`),
    `from      ${from}`,
    `reason    ${safeText(reason.errorCode)} (${safeText(reason.errorClass)}) in ` +
    `${safeText(reason.stage)}${told}`,
    ...tries,
    `given up  ${timeOf(reason.lastTimeMs)}${
      letter?.groupId === undefined ? "" : ` by group ${safeText(letter.groupId)}`
    }`,
    `key       ${oneLine(record.key)}`,
    "headers",
    ...record.headers.map(({ name, value }) => `  ${safeText(name)}: ${oneLine(value)}`),
    ...valueLines(record.value, isFull),
    ...(letter !== undefined && letter.omitted.length > 0
      ? [`The letter had to leave out ${letter.omitted.join(", ")}: read them where it came from`]
      : []),
  ];
}

function valueLines(value: Uint8Array | null, isFull: boolean): string[] {
  if (value === null) return ["value     null"];
  const shown = isFull ? value : value.subarray(0, SHOWN_BYTES);
  const rest = value.length - shown.length;
  return [
    `value     ${value.length} bytes`,
    ...payloadLines(shown).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  … ${rest} bytes more: --full`] : []),
  ];
}

function timeOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "not told" : date.toISOString();
}
