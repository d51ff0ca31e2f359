import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { ask, avroRecord, registryOn } from "./_registry.ts";
import { startRegistry } from "./registry.ts";

const withRegistry = registryOn(() => Cluster.start());

const V1 = avroRecord("User", ["id", "int"]);
const V2 = avroRecord("User", ["id", "int"], ["email", "string", ""]);
const V2_BROKEN = avroRecord("User", ["id", "int"], ["email", "string"]);

Deno.test("a schema that is registered can be read by id, version and as the latest", () =>
  withRegistry(async ({ ask }) => {
    const first = await ask("POST /subjects/random-events-value/versions", { schema: V1 });
    assertEquals([first.status, first.body], [200, { id: 1 }]);
    const type = first.headers.get("content-type");
    assertEquals(type, "application/vnd.schemaregistry.v1+json");
    assertEquals((await ask("GET /subjects")).body, ["random-events-value"]);
    assertEquals((await ask("GET /schemas/ids/1")).body, { schema: V1 });
    const latest = await ask("GET /subjects/random-events-value/versions/latest");
    assertEquals(latest.body, {
      subject: "random-events-value",
      version: 1,
      id: 1,
      schema: V1,
    });
  }));

Deno.test("equal schemas share an id: in one subject one version, in another a version of its own", () =>
  withRegistry(async ({ ask }) => {
    const blanks = JSON.stringify(JSON.parse(V1), null, 2);
    assertEquals((await ask("POST /subjects/a/versions", { schema: V1 })).body, { id: 1 });
    assertEquals((await ask("POST /subjects/a/versions", { schema: blanks })).body, { id: 1 });
    assertEquals((await ask("POST /subjects/b/versions", { schema: blanks })).body, { id: 1 });
    assertEquals((await ask("POST /subjects/b/versions", { schema: V2 })).body, { id: 2 });
    assertEquals((await ask("GET /subjects/a/versions")).body, [1]);
    assertEquals((await ask("GET /subjects/b/versions")).body, [1, 2]);
    assertEquals((await ask("GET /schemas/ids/1/versions")).body, [
      { subject: "a", version: 1 },
      { subject: "b", version: 1 },
    ]);
  }));

Deno.test("a version that breaks its predecessor is refused with what breaks and where", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    const refused = await ask("POST /subjects/a/versions", { schema: V2_BROKEN });
    assertEquals(refused.status, 409);
    assertEquals(refused.body, {
      error_code: 409,
      message: 'Schema being registered is incompatible with an earlier schema for subject "a", ' +
        "details: [BACKWARD, version 1: it can't read what version 1 wrote: at /fields/1 field " +
        '"email" has no default, and what was written has no such field]',
    });
    const verdict = await ask(
      "POST /compatibility/subjects/a/versions/latest?verbose=true",
      { schema: V2_BROKEN },
    );
    assertEquals(verdict.body.is_compatible, false);
    assertEquals(verdict.body.messages.length, 1);
    assertEquals((await ask("PUT /config/a", { compatibility: "none" })).status, 200);
    assertEquals((await ask("POST /subjects/a/versions", { schema: V2_BROKEN })).body, { id: 2 });
  }));

Deno.test("another registry on the same topic knows the same", () =>
  withRegistry(async ({ kafka, ask: first }) => {
    await first("POST /subjects/a/versions", { schema: V1 });
    await first("PUT /config/a", { compatibility: "FULL" });
    await using registry = await startRegistry(kafka, { port: 0 });
    const second = (line: string, body?: unknown) => ask(registry.url, line, body);
    assertEquals((await second("GET /subjects/a/versions/1/schema")).body, JSON.parse(V1));
    assertEquals((await second("GET /config/a")).body, { compatibilityLevel: "FULL" });
    assertEquals((await second("POST /subjects/a/versions", { schema: V2 })).body, { id: 2 });
  }));
