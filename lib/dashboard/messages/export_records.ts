import { type ConsumedRecord, recordJson } from "../../consumer/mod.ts";
import { CSV_HEAD, csvLine } from "./csv.ts";
import { exactJson, type RecordDecoder } from "./decoder.ts";
import { Search, type SearchQuery } from "./search.ts";
import type { RecordsDeps } from "./ports.ts";

/** The forms of an export. */
export const EXPORT_FORMATS = {
  ndjson: { type: "application/x-ndjson", ending: "ndjson" },
  csv: { type: "text/csv; charset=utf-8", ending: "csv" },
} as const;

/** The form of an export. */
export type ExportFormat = keyof typeof EXPORT_FORMATS;

/**
 * The records of a search as a file. Its headers say why it ends where it does (`x-stopped`), where
 * it could go on (`x-next`) and how many records it has (`x-records`).
 */
export async function exportRecords(
  deps: RecordsDeps,
  query: SearchQuery & { readonly format: ExportFormat },
  signal: AbortSignal,
): Promise<Response> {
  const { format } = query;
  const view = async (record: ConsumedRecord) => ({
    ...{ timestampMs: record.timestampMs, offset: record.offset },
    line: await lineOf(record, format, deps.decoder),
  });
  const found = await new Search(deps, view).run(query, signal);
  const lines = found.records.map(({ line }) => line);
  const text = [...(format === "csv" ? [CSV_HEAD] : []), ...lines, ""].join(
    format === "csv" ? "\r\n" : "\n",
  );
  const { type, ending } = EXPORT_FORMATS[format];
  return new Response(text, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${fileName(query.topic)}.${ending}"`,
      "x-records": String(lines.length),
      "x-stopped": found.stopped,
      ...(found.next !== null && { "x-next": found.next }),
    },
  });
}

/** A name that no file system takes for anything else. */
export function fileName(topic: string): string {
  return topic.replace(/[^\w.-]/g, "_").replace(/^\.+/, "").slice(0, 100) || "records";
}

async function lineOf(
  record: ConsumedRecord,
  format: ExportFormat,
  decoder: RecordDecoder,
): Promise<string> {
  const decoded = await decoder.decode(record.value);
  if (format === "csv") return csvLine(record, decoded);
  // the text of what was decoded goes in as it is: a long keeps its digits
  return exactJson(recordJson(record, decoded?.kind === "avro" ? raw(decoded.text) : undefined));
}

function raw(json: string): unknown {
  return JSON.parse(
    json,
    (_, value, context?: { readonly source?: string }) =>
      typeof value === "number" && /^-?\d+$/.test(context?.source ?? "")
        ? BigInt(context!.source!)
        : value,
  );
}
