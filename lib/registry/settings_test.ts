import { assertEquals, assertStringIncludes } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { type Answer, avroRecord, registryOn } from "./_registry.ts";

const withRegistry = registryOn(() => Cluster.start());
const V1 = avroRecord("User", ["id", "int"]);
const V2 = avroRecord("User", ["id", "int"], ["email", "string"]);

const short = ({ status, body }: Answer) => [status, body?.error_code ?? body];

Deno.test("a subject's level stands above that of all, and falls back to it", () =>
  withRegistry(async ({ ask }) => {
    assertEquals(short(await ask("GET /config")), [200, { compatibilityLevel: "BACKWARD" }]);
    assertEquals(short(await ask("GET /config/a")), [404, 40408]);
    const global = await ask("GET /config/a?defaultToGlobal=true");
    assertEquals(short(global), [200, { compatibilityLevel: "BACKWARD" }]);
    const put = await ask("PUT /config/a", { compatibility: "forward" });
    assertEquals(short(put), [200, { compatibility: "FORWARD" }]);
    await ask("POST /subjects/a/versions", { schema: V1 });
    assertEquals(short(await ask("POST /subjects/a/versions", { schema: V2 })), [200, { id: 2 }]);
    const before = await ask("DELETE /config/a");
    assertEquals(short(before), [200, { compatibilityLevel: "FORWARD" }]);
    assertEquals(short(await ask("DELETE /config/a")), [404, 40401]);
    await ask("PUT /config", { compatibility: "NONE" });
    assertEquals(short(await ask("POST /subjects/a/versions", { schema: '"int"' })), [200, {
      id: 3,
    }]);
    assertEquals(short(await ask("DELETE /config")), [200, { compatibilityLevel: "NONE" }]);
    assertEquals(short(await ask("GET /config")), [200, { compatibilityLevel: "BACKWARD" }]);
    assertEquals(short(await ask("PUT /config", { compatibility: "SIDEWAYS" })), [422, 42203]);
    assertEquals(short(await ask("PUT /config", { alias: "b" })), [422, 422]);
  }));

Deno.test("a subject that is read-only takes neither schemas nor deletions", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    assertEquals(short(await ask("GET /mode")), [200, { mode: "READWRITE" }]);
    assertEquals(short(await ask("GET /mode/a")), [404, 40409]);
    assertEquals(short(await ask("PUT /mode/a", { mode: "readonly" })), [200, {
      mode: "READONLY",
    }]);
    assertEquals(short(await ask("POST /subjects/a/versions", { schema: '"int"' })), [422, 42205]);
    assertEquals(short(await ask("DELETE /subjects/a")), [422, 42205]);
    assertEquals(short(await ask("DELETE /subjects/a/versions/1")), [422, 42205]);
    assertEquals(short(await ask("POST /subjects/b/versions", { schema: V1 })), [200, { id: 1 }]);
    assertEquals(short(await ask("DELETE /mode/a")), [200, { mode: "READONLY" }]);
    assertEquals(short(await ask("DELETE /mode/a")), [404, 40401]);
    assertEquals(short(await ask("PUT /mode", { mode: "SOMETIMES" })), [422, 42204]);
  }));

Deno.test("in mode IMPORT ids and versions are those of the request, and nothing is compared", () =>
  withRegistry(async ({ ask }) => {
    const register = (id: number, version: number, schema: string) =>
      ask("POST /subjects/a/versions", { schema, id, version });
    assertEquals(short(await register(70, 3, V1)), [422, 42205]);
    assertEquals(short(await ask("PUT /mode/a", { mode: "IMPORT" })), [200, { mode: "IMPORT" }]);
    assertEquals(short(await register(70, 3, V1)), [200, { id: 70 }]);
    assertEquals(short(await register(71, 7, '"int"')), [200, { id: 71 }]);
    assertEquals(short(await register(70, 8, '"long"')), [422, 42205]);
    assertEquals(short(await ask("POST /subjects/a/versions", { schema: '"bytes"' })), [
      422,
      42205,
    ]);
    assertEquals(short(await ask("GET /subjects/a/versions")), [200, [3, 7]]);
    await ask("DELETE /mode/a");
    assertEquals(short(await ask("POST /subjects/b/versions", { schema: '"long"' })), [200, {
      id: 72,
    }]);
    assertEquals(short(await ask("PUT /mode", { mode: "IMPORT" })), [422, 42205]);
    assertEquals(short(await ask("PUT /mode?force=true", { mode: "IMPORT" })), [200, {
      mode: "IMPORT",
    }]);
  }));

Deno.test("a subject of deleted versions that is opened for import is emptied", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    await ask("DELETE /subjects/a");
    await ask("PUT /mode/a", { mode: "IMPORT" });
    assertEquals(short(await ask("GET /subjects?deleted=true")), [200, []]);
    assertEquals(short(await ask("GET /schemas/ids/1")), [404, 40403]);
  }));

Deno.test("only the next version may be asked for outside of imports", () =>
  withRegistry(async ({ ask }) => {
    const register = (version: number, schema: string) =>
      ask("POST /subjects/a/versions", { schema, version });
    assertEquals(short(await register(2, V1)), [422, 42201]);
    assertEquals(short(await register(1, V1)), [200, { id: 1 }]);
    assertEquals(short(await register(1, V1)), [200, { id: 1 }]);
    assertEquals(short(await register(-1, V1)), [200, { id: 1 }]);
  }));

Deno.test("normalized schemas are equal whatever the order of their own attributes", () =>
  withRegistry(async ({ ask }) => {
    const one = '{"type":"long","a":1,"b":2}';
    const other = '{"type":"long","b":2,"a":1}';
    await ask("POST /subjects/a/versions?normalize=true", { schema: other });
    assertEquals((await ask("POST /subjects/a?normalize=true", { schema: one })).body.id, 1);
    await ask("PUT /config/b", { normalize: true });
    assertEquals((await ask("POST /subjects/b/versions", { schema: one })).body.id, 1);
    assertEquals((await ask("POST /subjects/b/versions", { schema: other })).body.id, 1);
    assertEquals((await ask("GET /subjects/b/versions")).body, [1]);
  }));

Deno.test("schemas of JSON Schema are compared by their own rules, and those of Protobuf refused", () =>
  withRegistry(async ({ ask }) => {
    const json = (schema: unknown) => ({ schemaType: "JSON", schema: JSON.stringify(schema) });
    const closed = (names: readonly string[]) => ({
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
      additionalProperties: false,
    });
    const one = json(closed(["a"]));
    assertEquals(short(await ask("POST /subjects/a/versions", one)), [200, { id: 1 }]);
    assertEquals((await ask("GET /schemas/ids/1")).body, one);
    const two = await ask("POST /subjects/a/versions", json(closed(["a", "b"])));
    assertEquals(short(two), [200, { id: 2 }]);
    const refused = await ask("POST /subjects/a/versions", json(closed(["b"])));
    assertEquals(short(refused), [409, 409]);
    assertStringIncludes(refused.body.message, 'at /properties/a property "a" may have been');
    await ask("PUT /config/a", { compatibility: "NONE" });
    const any = await ask("POST /subjects/a/versions", json(true));
    assertEquals(short(any), [200, { id: 3 }]);
    const reference = { name: "a.json", subject: "a", version: 1 };
    const user = { ...json({ properties: { by: { $ref: "a.json" } } }), references: [reference] };
    assertEquals(short(await ask("POST /subjects/u/versions", user)), [200, { id: 4 }]);
    const lost = await ask("POST /subjects/u/versions", { ...user, references: [] });
    assertEquals(short(lost), [422, 42201]);
    assertStringIncludes(lost.body.message, "names none of the schema's references");
    const proto = await ask("POST /subjects/p/versions", { schemaType: "PROTOBUF", schema: "x" });
    assertEquals(short(proto), [422, 42201]);
    assertStringIncludes(proto.body.message, "Invalid schema type PROTOBUF");
  }));
