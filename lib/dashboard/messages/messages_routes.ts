import { json, type PageRoute, RequestError, type RouteCall } from "../routing.ts";
import { RecordDecoder } from "./decoder.ts";
import { EXPORT_FORMATS, type ExportFormat, exportRecords, fileName } from "./export_records.ts";
import { oneRecord } from "./one_record.ts";
import type { MessagesPorts } from "./ports.ts";
import {
  capsIn,
  filterIn,
  MOST_ON_A_PAGE,
  partitionsIn,
  placeIn,
  searchQuery,
  topicIn,
} from "./query.ts";
import { recordDetail, recordLine } from "./record_view.ts";
import { type ScanCaps } from "./scan_budget.ts";
import { Search } from "./search.ts";
import { tailStream } from "./tail_stream.ts";
import { timeOf } from "./time_text.ts";
import { traceRecords } from "./trace.ts";

const EXPORT_CAPS: ScanCaps = { records: 500_000, bytes: 256 * 1024 * 1024, ms: 30_000 };
const TRACE_CAPS: ScanCaps = { records: 500_000, bytes: 256 * 1024 * 1024, ms: 10_000 };
/** Most records in one export: what a page can hold at a time. */
const MOST_EXPORTED = 10_000;
const LONGEST_ID = 200;

/** What the page of messages asks for: all of it reads, nothing changes anything. */
export function messagesRoutes({ kafka, admin, avro }: MessagesPorts): readonly PageRoute[] {
  const deps = { kafka, admin, decoder: new RecordDecoder(avro) };
  const view = (record: Parameters<typeof recordLine>[0]) => recordLine(record, deps.decoder);
  const search = new Search(deps, view);
  const reading = (path: string, answer: PageRoute["answer"]): PageRoute => ({
    method: "GET",
    path: `/api/messages/${path}`,
    access: "read",
    answer,
  });
  return [
    reading("topics", async () => json({ topics: await admin.listTopics() })),
    reading("partitions", async ({ query }) => {
      const offsets = await admin.topicOffsets(topicIn(query));
      const partitions = offsets.map(({ partition, low, high }) => ({
        ...{ partition, low: String(low), high: String(high) },
      }));
      return json({ partitions });
    }),
    reading(
      "search",
      async ({ query, signal }) => json(await search.run(searchQuery(query), signal)),
    ),
    reading("export", ({ query, signal }) => {
      const caps = capsIn(query, EXPORT_CAPS);
      const limits = { most: MOST_EXPORTED, fallback: MOST_ON_A_PAGE };
      const asked = { ...searchQuery(query, limits), caps, format: formatIn(query) };
      return exportRecords(deps, asked, signal);
    }),
    reading("tail", (call) => tail(deps, call)),
    reading("record", async ({ query, signal }) => {
      const record = await oneRecord(kafka, placeIn(query), signal);
      return json(await recordDetail(record, deps.decoder));
    }),
    reading("bytes", async ({ query, signal }) => {
      const place = placeIn(query);
      const record = await oneRecord(kafka, place, signal);
      const { bytes, name } = partIn(query, record);
      return new Response(new Uint8Array(bytes), {
        headers: {
          "content-type": "application/octet-stream",
          "content-disposition": `attachment; filename="${
            fileName(`${place.topic}-${place.partition}-${place.offset}-${name}`)
          }.bin"`,
        },
      });
    }),
    reading("trace", async ({ query, signal }) => {
      const id = query.get("id") ?? "";
      if (id === "" || id.length > LONGEST_ID) {
        throw new RequestError(400, `A correlation id has 1 to ${LONGEST_ID} characters`);
      }
      const topic = query.get("topic") ?? "";
      const aroundMs = timeOf(query.get("around") ?? "");
      const asked = {
        id,
        caps: capsIn(query, TRACE_CAPS),
        ...(topic !== "" && { topic }),
        ...(aroundMs !== undefined && { aroundMs }),
      };
      return json(await traceRecords(deps, asked, signal));
    }),
  ];
}

async function tail(deps: Parameters<typeof tailStream>[0], call: RouteCall): Promise<Response> {
  const { query } = call;
  const topic = topicIn(query);
  const partitions = partitionsIn(query);
  const filter = filterIn(query);
  // what isn't there is told now, not in the stream
  const count = (await deps.admin.describeTopic(topic)).length;
  const unknown = partitions?.find((partition) => partition >= count);
  if (unknown !== undefined) {
    throw new RequestError(404, `${topic} has no partition ${unknown}: it has 0 to ${count - 1}`);
  }
  const asked = {
    topic,
    uncommitted: query.get("uncommitted") === "true",
    ...(partitions !== undefined && { partitions }),
    ...(filter !== undefined && { filter }),
  };
  return tailStream(deps, asked, call);
}

function formatIn(query: URLSearchParams): ExportFormat {
  const format = query.get("format") ?? "ndjson";
  if (Object.hasOwn(EXPORT_FORMATS, format)) return format as ExportFormat;
  throw new RequestError(400, `An export is ndjson or csv, not ${JSON.stringify(format)}`);
}

function partIn(query: URLSearchParams, record: Awaited<ReturnType<typeof oneRecord>>) {
  const part = query.get("part") ?? "value";
  const index = Number(query.get("index") ?? 0);
  const bytes = part === "key"
    ? record.key
    : part === "value"
    ? record.value
    : part === "header"
    ? record.headers[index]?.value
    : undefined;
  if (bytes !== null && bytes !== undefined) {
    return { bytes, name: part === "header" ? `header-${index}` : part };
  }
  throw new RequestError(404, `The record has no bytes as its ${part}: it is null or not there`);
}
