import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { type Random, seededRandom } from "../core/mod.ts";
import { registryOn } from "./_registry.ts";

const withRegistry = registryOn(() => Cluster.start());
/** It draws what most seeds do: in the mean 34 answers are a 200, and 29 a 400. */
const SEED = "registry";
const REQUESTS = 400;

const METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"];
const PARTS = [
  ...["subjects", "versions", "schemas", "ids", "config", "mode", "compatibility", "contexts"],
  ...[
    "a",
    "latest",
    "1",
    "-1",
    "0",
    "99999999999",
    "%00",
    "%2F",
    "schema",
    "referencedby",
    "types",
  ],
];
const QUERIES = ["", "?deleted=true", "?permanent=true", "?normalize=x", "?offset=a", "?limit=-5"];
const SEEDS = [
  '{"schema":"\\"int\\""}',
  '{"schema":"{\\"type\\":\\"record\\",\\"name\\":\\"R\\",\\"fields\\":[{\\"name\\":\\"a\\",' +
  '\\"type\\":[\\"null\\",\\"int\\"],\\"default\\":null}]}","schemaType":"AVRO"}',
  '{"schema":"{}","schemaType":"JSON","references":[{"name":"a","subject":"b","version":1}]}',
  '{"compatibility":"FULL"}',
  '{"mode":"READWRITE"}',
  '{"schema":"{\\"type\\":\\"enum\\",\\"name\\":\\"E\\",\\"symbols\\":[\\"A\\"]}","id":7,"version":2}',
];

function fuzzedBody(random: Random): string | Uint8Array {
  const bytes = new TextEncoder().encode(random.pick(SEEDS));
  const changes = random.int(0, 3);
  for (let change = 0; change < changes; change++) {
    bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
  }
  if (random.int(0, 5) === 0) return random.bytes(random.int(0, 200));
  return random.int(0, 5) === 0 ? bytes.subarray(0, random.int(0, bytes.length)) : bytes;
}

Deno.test("whatever is sent, the answer is a clear refusal and never a failure", () =>
  withRegistry(async ({ registry, ask }) => {
    const random = seededRandom(SEED);
    const seen = new Map<number, number>();
    for (let request = 0; request < REQUESTS; request++) {
      const known = random.int(0, 2) > 0;
      const path = known
        ? random.pick([
          ...["/subjects/a/versions", "/subjects/a", "/compatibility/subjects/a/versions/latest"],
          ...["/config", "/config/a", "/mode/a", "/schemas/ids/1"],
        ])
        : `/${Array.from({ length: random.int(0, 5) }, () => random.pick(PARTS)).join("/")}`;
      const method = random.pick(METHODS);
      const body = method === "GET" || method === "HEAD" ? undefined : fuzzedBody(random);
      const response = await fetch(`${registry.url}${path}${random.pick(QUERIES)}`, {
        method,
        headers: { "content-type": "application/json" },
        ...(body === undefined ? {} : { body: body as BodyInit }),
      });
      const text = await response.text();
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      const place = `${method} ${path}, seed ${SEED}: ${response.status} ${text}`;
      assert(response.status < 500, place);
      if (response.status === 200 || method === "HEAD") continue;
      const { error_code, message } = JSON.parse(text);
      assert(Number.isInteger(error_code) && typeof message === "string", place);
    }
    assert((seen.get(200) ?? 0) > 10 && (seen.get(400) ?? 0) > 10, JSON.stringify([...seen]));
    assertEquals((await ask("GET /schemas/types")).status, 200);
  }));
