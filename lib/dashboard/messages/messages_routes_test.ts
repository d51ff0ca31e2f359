import { assert, assertEquals, assertRejects } from "@std/assert";
import { RequestError } from "../routing.ts";
import { call, openLog } from "./_log_bench.ts";
import { messagesRoutes } from "./messages_routes.ts";

const encoder = new TextEncoder();

function record(value: string | Uint8Array | null, more: Record<string, unknown> = {}) {
  return { value: typeof value === "string" ? encoder.encode(value) : value, ...more };
}

// deno-lint-ignore no-explicit-any -- answers are read as a page reads them
type Json = any;

async function bench(topics: Record<string, number>) {
  const log = await openLog(topics);
  const routes = messagesRoutes(log);
  const get = async (address: string): Promise<Json> =>
    await (await call(routes, `/api/messages/${address}`)).json();
  return { ...log, routes, get };
}

Deno.test("a search gives only what matches, in the order of time over partitions", async () => {
  await using it = await bench({ orders: 2 });
  for (let at = 0; at < 20; at++) {
    const value = `{"user":{"id":${at}},"state":"${at % 4 === 0 ? "failed" : "fine"}"}`;
    await it.put("orders", at % 2, [record(value, { timestampMs: 1000 + at })]);
  }
  const found = await it.get("search?topic=orders&from=earliest&filter=failed");
  assertEquals(found.records.map((each: Json) => each.timestampMs), [1000, 1004, 1008, 1012, 1016]);
  assertEquals([found.stopped, found.next, found.scanned.records], ["end", null, 20]);
  const newest = await it.get("search?topic=orders&filter=value.user.id>15&limit=2");
  assertEquals(newest.records.map((each: Json) => each.timestampMs), [1019, 1018]);
  assertEquals([newest.stopped, newest.newestFirst], ["limit", true]);
  const more = await it.get(
    `search?topic=orders&filter=value.user.id>15&limit=9&cursor=${newest.next}`,
  );
  assertEquals(more.records.map((each: Json) => each.timestampMs), [1017, 1016]);
});

Deno.test("pages of a search join without a gap and without a repeat, both ways", async () => {
  await using it = await bench({ orders: 3 });
  for (let at = 0; at < 60; at++) {
    await it.put("orders", at % 3, [record(`${at}`, { timestampMs: 5000 + (at * 7) % 13 })]);
  }
  for (const from of ["earliest", "latest"]) {
    for (const cap of ["", "&maxRecords=17"]) {
      const seen: string[] = [];
      let cursor = "";
      for (let page = 0; page < 40; page++) {
        const found = await it.get(`search?topic=orders&from=${from}&limit=7${cap}${cursor}`);
        seen.push(...found.records.map((each: Json) => each.value.text));
        if (found.next === null) break;
        cursor = `&cursor=${found.next}`;
      }
      assertEquals(seen.length, 60, `${from}${cap}`);
      assertEquals(new Set(seen).size, 60);
    }
  }
});

Deno.test("a search begins at an offset, at a time, and in chosen partitions", async () => {
  await using it = await bench({ orders: 2 });
  await it.put("orders", 0, [1, 2, 3].map((n) => record(`a${n}`, { timestampMs: n * 1000 })));
  await it.put("orders", 1, [1, 2, 3].map((n) => record(`b${n}`, { timestampMs: n * 1000 + 1 })));
  const values = async (query: string) => {
    const found = await it.get(`search?topic=orders&${query}`);
    return found.records.map((each: Json) => each.value.text);
  };
  assertEquals(await values("from=offset&offset=2"), ["a3", "b3"]);
  assertEquals(await values("from=time&time=2001"), ["b2", "a3", "b3"]);
  assertEquals(await values("from=earliest&partitions=1"), ["b1", "b2", "b3"]);
  assertEquals(await values("from=earliest&partitions=0-1&limit=1"), ["a1"]);
});

Deno.test("a search that reaches a cap says which, where, and goes on from there", async () => {
  await using it = await bench({ orders: 1 });
  await it.put("orders", 0, Array.from({ length: 50 }, (_, at) => record(`${at}`.repeat(100))));
  const first = await it.get("search?topic=orders&from=earliest&filter=nothing&maxRecords=20");
  assertEquals([first.stopped, first.records, first.positions], [
    "records",
    [],
    [{ partition: 0, offset: "20" }],
  ]);
  const second = await it.get(
    `search?topic=orders&filter=nothing&maxRecords=40&cursor=${first.next}`,
  );
  assertEquals([second.stopped, second.scanned.records], ["end", 30]);
  const bytes = await it.get("search?topic=orders&from=earliest&filter=nothing&maxBytes=1000");
  assertEquals(bytes.stopped, "bytes");
  const backwards = await it.get("search?topic=orders&filter=nothing&maxRecords=20");
  assertEquals([backwards.stopped, backwards.positions[0].offset], ["records", "30"]);
});

Deno.test("what isn't there or makes no sense is a sentence, not a failure", async () => {
  await using it = await bench({ orders: 1 });
  for (
    const [address, status] of [
      ["search", 400],
      ["search?topic=orders&partitions=4", 404],
      ["search?topic=orders&partitions=x", 400],
      ["search?topic=orders&filter=(", 400],
      ["search?topic=orders&from=offset&offset=-1", 400],
      ["search?topic=orders&from=time&time=x", 400],
      ["search?topic=orders&limit=100000", 400],
      ["search?topic=orders&maxRecords=1e9", 400],
      ["search?topic=orders&cursor=x", 400],
      ["record?topic=orders&partition=0&offset=7", 404],
      ["bytes?topic=orders&partition=0&offset=7", 404],
      ["tail?topic=orders&partitions=3", 404],
      ["tail?topic=orders&filter=key", 400],
      ["export?topic=orders&format=exe", 400],
      ["trace", 400],
    ] as const
  ) {
    const error = await assertRejects(() => it.get(address), RequestError, undefined, address);
    assertEquals(error.status, status, `${address}: ${error.message}`);
  }
});

Deno.test("a record is told whole: exact numbers, bytes, tombstones, headers that repeat", async () => {
  await using it = await bench({ orders: 1 });
  const headers = [
    { name: "a", value: encoder.encode("1") },
    { name: "a", value: null },
    { name: "content-type", value: encoder.encode("application/vnd.shop+json") },
    { name: "correlation-id", value: encoder.encode("c-1") },
  ];
  const id = '{"id":9223372036854775807}';
  await it.put("orders", 0, [
    record(id, { key: new Uint8Array([0xff, 0x00]), headers }),
    record(null),
    record(new Uint8Array([0, 0, 0, 0, 9, 1])),
    record(new Uint8Array([0xc3])),
  ]);
  const at = (offset: number) => it.get(`record?topic=orders&partition=0&offset=${offset}`);
  const first = await at(0);
  assertEquals([first.value.kind, first.value.text, first.offset], ["json", id, "0"]);
  assertEquals([first.key.kind, first.key.hex], ["bytes", "ff00"]);
  assertEquals(first.headers.map((each: Json) => [each.name, each.value.text]).slice(0, 2), [
    ["a", "1"],
    ["a", undefined],
  ]);
  assertEquals([first.contentType, first.contentTypeTold], ["application/vnd.shop+json", true]);
  assertEquals([first.correlationId, first.size], ["c-1", 2 + id.length + 57]);
  assertEquals((await at(1)).value, { kind: "null" });
  const framed = (await at(2)).value;
  assertEquals([framed.kind, framed.schemaId, framed.hex], ["bytes", 9, "000000000901"]);
  assert(/no schema registry is configured/.test(framed.problem));
  assertEquals((await at(3)).value.problem, "This is not valid UTF-8");
});

Deno.test("a value of a megabyte is shown cut, and is whole as a download", async () => {
  await using it = await bench({ orders: 1 });
  const value = `{"x":"${"ä".repeat(450_000)}"}`;
  await it.put("orders", 0, [record(value)]);
  const { value: shown } = await it.get("record?topic=orders&partition=0&offset=0");
  assertEquals([shown.kind, shown.cut, shown.text.length], ["json", true, 65_536]);
  const { records: [line] } = await it.get("search?topic=orders");
  assertEquals([line.value.text.length, line.value.cut, line.size > 900_000], [240, true, true]);
  const file = await call(it.routes, "/api/messages/bytes?topic=orders&partition=0&offset=0");
  assertEquals(await file.text(), value);
  assertEquals(
    file.headers.get("content-disposition"),
    'attachment; filename="orders-0-0-value.bin"',
  );
});

Deno.test("an export has all records of a search, as NDJSON and as guarded CSV", async () => {
  await using it = await bench({ orders: 1 });
  await it.put("orders", 0, [record("=1+1", { key: encoder.encode("k") }), record("{}")]);
  const ndjson = await call(it.routes, "/api/messages/export?topic=orders&from=earliest");
  const lines = (await ndjson.text()).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ offset, key, value }) => [offset, key, value]), [
    ["0", "k", "=1+1"],
    ["1", null, "{}"],
  ]);
  assertEquals(ndjson.headers.get("x-stopped"), "end");
  const csv = await call(
    it.routes,
    "/api/messages/export?topic=orders&from=earliest&format=csv&limit=1",
  );
  const text = await csv.text();
  assert(/,"k","'=1\+1","\[\]"\r\n$/.test(text), text);
  assertEquals([csv.headers.get("x-stopped"), csv.headers.get("x-next")], ["limit", "after.0-1"]);
});
