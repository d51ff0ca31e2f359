import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { type Answer, avroRecord, registryOn } from "./_registry.ts";

const withRegistry = registryOn(() => Cluster.start());
const V1 = avroRecord("User", ["id", "int"]);
const V2 = avroRecord("User", ["id", "int"], ["email", "string", ""]);

/** Status and what tells most of the answer. */
const short = ({ status, body }: Answer) => [status, body?.error_code ?? body];

Deno.test("a softly deleted version is hidden, and can still be decoded with", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    await ask("POST /subjects/a/versions", { schema: V2 });
    assertEquals(short(await ask("DELETE /subjects/a/versions/latest")), [200, 2]);
    assertEquals(short(await ask("GET /subjects/a/versions")), [200, [1]]);
    assertEquals(short(await ask("GET /subjects/a/versions?deleted=true")), [200, [1, 2]]);
    assertEquals(short(await ask("GET /subjects/a/versions?deletedOnly=true")), [200, [2]]);
    assertEquals(short(await ask("GET /subjects/a/versions/2")), [404, 40402]);
    assertEquals((await ask("GET /subjects/a/versions/2?deleted=true")).body.id, 2);
    assertEquals((await ask("GET /schemas/ids/2")).body, { schema: V2 });
    assertEquals(short(await ask("GET /schemas/ids/2/subjects")), [200, []]);
    assertEquals(short(await ask("GET /schemas/ids/2/subjects?deleted=true")), [200, ["a"]]);
    assertEquals(short(await ask("DELETE /subjects/a/versions/2")), [404, 40406]);
    assertEquals(short(await ask("POST /subjects/a", { schema: V2 })), [404, 40403]);
    assertEquals(short(await ask("POST /subjects/a?deleted=true", { schema: V2 }))[0], 200);
  }));

Deno.test("a version is gone only after a soft deletion, its id with it", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    assertEquals(short(await ask("DELETE /subjects/a/versions/1?permanent=true")), [404, 40407]);
    await ask("DELETE /subjects/a/versions/1");
    assertEquals(short(await ask("DELETE /subjects/a/versions/1?permanent=true")), [200, 1]);
    assertEquals(short(await ask("GET /subjects/a/versions/1?deleted=true")), [404, 40401]);
    assertEquals(short(await ask("GET /schemas/ids/1")), [404, 40403]);
    assertEquals(short(await ask("DELETE /subjects/a/versions/1")), [404, 40401]);
    assertEquals((await ask("POST /subjects/a/versions", { schema: V1 })).body, { id: 2 });
  }));

Deno.test("a subject is deleted softly, then for good, and its settings with it", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    await ask("POST /subjects/a/versions", { schema: V2 });
    await ask("PUT /config/a", { compatibility: "FULL" });
    assertEquals(short(await ask("DELETE /subjects/a?permanent=true")), [404, 40405]);
    assertEquals(short(await ask("DELETE /subjects/a")), [200, [1, 2]]);
    assertEquals(short(await ask("DELETE /subjects/a")), [404, 40404]);
    assertEquals(short(await ask("GET /subjects")), [200, []]);
    assertEquals(short(await ask("GET /subjects?deleted=true")), [200, ["a"]]);
    assertEquals(short(await ask("GET /subjects?deletedOnly=true")), [200, ["a"]]);
    assertEquals(short(await ask("GET /subjects/a/versions")), [404, 40401]);
    assertEquals((await ask("GET /config/a")).body, { compatibilityLevel: "FULL" });
    assertEquals(short(await ask("DELETE /subjects/a?permanent=true")), [200, [1, 2]]);
    assertEquals(short(await ask("DELETE /subjects/a")), [404, 40401]);
    assertEquals(short(await ask("GET /subjects?deleted=true")), [200, []]);
    assertEquals(short(await ask("GET /config/a")), [404, 40408]);
  }));

Deno.test("a schema that is registered again gets its id back and a new version", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    await ask("DELETE /subjects/a");
    assertEquals((await ask("POST /subjects/a/versions", { schema: V1 })).body, { id: 1 });
    assertEquals((await ask("GET /subjects/a/versions")).body, [2]);
    assertEquals((await ask("GET /subjects/a/versions?deleted=true")).body, [2]);
  }));

Deno.test("a deleted version is no predecessor: what would break it is accepted", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    await ask("DELETE /subjects/a/versions/1");
    assertEquals((await ask("POST /subjects/a/versions", { schema: '"int"' })).body, { id: 2 });
    assertEquals((await ask("GET /subjects/a/versions")).body, [2]);
  }));

Deno.test("what others refer to can't be deleted", () =>
  withRegistry(async ({ ask }) => {
    await ask("POST /subjects/user/versions", { schema: V1 });
    const references = [{ name: "User", subject: "user", version: -1 }];
    const order = { schema: avroRecord("Order", ["by", "User"]), references };
    assertEquals((await ask("POST /subjects/order/versions", order)).body, { id: 2 });
    assertEquals((await ask("GET /subjects/order/versions/1")).body.references, [
      { name: "User", subject: "user", version: 1 },
    ]);
    assertEquals((await ask("GET /subjects/user/versions/1/referencedby")).body, [2]);
    assertEquals(short(await ask("DELETE /subjects/user/versions/1")), [422, 42206]);
    assertEquals(short(await ask("DELETE /subjects/user")), [422, 42206]);
    await ask("DELETE /subjects/order");
    assertEquals(short(await ask("DELETE /subjects/user/versions/1")), [200, 1]);
  }));
