import { assert, assertEquals, assertFalse } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { type Answer, registryOn } from "./_registry.ts";

const withRegistry = registryOn(() => Cluster.start());
const short = ({ status, body }: Answer) => [status, body?.error_code];

/** Sends bytes as they are and gives the head of what is answered. */
async function rawRequest(port: number, text: string): Promise<string> {
  using connection = await Deno.connect({ port, hostname: "127.0.0.1" });
  await connection.write(new TextEncoder().encode(text));
  const buffer = new Uint8Array(4096);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) break;
    head += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return head;
}

Deno.test("a path, a method or a type of content that is not there is refused as such", () =>
  withRegistry(async ({ ask }) => {
    assertEquals((await ask("GET /")).body, {});
    assertEquals(short(await ask("GET /nothing")), [404, 404]);
    assertEquals(short(await ask("GET /schemas/ids/first")), [404, 404]);
    assertEquals(short(await ask("PUT /subjects")), [405, 405]);
    assertEquals(short(await ask("GET /subjects/%zz/versions")), [400, 400]);
    const post = "POST /subjects/a/versions";
    const form = { "content-type": "application/x-www-form-urlencoded" };
    assertEquals(short(await ask(post, "schema=x", form)), [415, 415]);
    assertEquals(short(await ask("GET /subjects", undefined, { accept: "text/html" })), [406, 406]);
    const json = await ask("GET /subjects", undefined, { accept: "application/json" });
    assertEquals(json.headers.get("content-type"), "application/json");
    assertEquals((await ask("GET /contexts")).body, ["."]);
    assertEquals((await ask("GET /schemas/types")).body, ["AVRO", "JSON"]);
  }));

Deno.test("a body that is none, or of other types, is refused", () =>
  withRegistry(async ({ ask }) => {
    const post = "POST /subjects/a/versions";
    assertEquals(short(await ask(post, "{")), [400, 400]);
    assertEquals(short(await ask(post, "[]")), [400, 400]);
    assertEquals(short(await ask(post, "null")), [422, 422]);
    assertEquals(short(await ask(post, " ")), [422, 422]);
    assertEquals(short(await ask(post, { schema: 17 })), [400, 400]);
    assertEquals(short(await ask(post, { schema: '"int"', references: {} })), [400, 400]);
    assertEquals(short(await ask(post, { schema: '"int"', references: [null] })), [400, 400]);
    assertEquals(short(await ask(post, { schema: '"int"', id: 2 ** 40 })), [400, 400]);
    assertEquals(short(await ask(post, { scheme: '"int"' })), [422, 422]);
    assertEquals(short(await ask(post, { schema: '"int"', metadata: { a: 1 } })), [422, 422]);
    assertEquals((await ask(post, { schema: '"int"', metadata: null })).status, 200);
    assertEquals(short(await ask(post, {})), [422, 42201]);
    assertEquals(short(await ask(post, { schema: "" })), [422, 42201]);
    const lost = { name: "X", subject: "none", version: 1 };
    assertEquals(short(await ask(post, { schema: '"X"', references: [lost] })), [422, 42201]);
  }));

Deno.test("subjects may hold any sign but control characters, and no context of their own", () =>
  withRegistry(async ({ ask }) => {
    const schema = '"int"';
    for (const name of ["a b", "ä/ö", "%", "..", "-value"]) {
      const path = encodeURIComponent(name).replaceAll(".", "%2E");
      if (name === "..") continue;
      assertEquals((await ask(`POST /subjects/${path}/versions`, { schema })).body, { id: 1 });
      assertEquals((await ask(`GET /subjects/${path}/versions/1`)).body.subject, name);
    }
    assertEquals(short(await ask("POST /subjects/%00/versions", { schema })), [422, 42208]);
    assertEquals(short(await ask("POST /subjects/:.ctx:a/versions", { schema })), [422, 42208]);
    assertEquals((await ask("POST /subjects/:.:plain/versions", { schema })).body, { id: 1 });
    assertEquals((await ask("GET /subjects?subjectPrefix=pla")).body, ["plain"]);
    assertEquals((await ask("GET /schemas?subjectPrefix=a&offset=0&limit=1")).body.length, 1);
  }));

Deno.test("another host, or a page of another site, is refused", () =>
  withRegistry(async ({ ask, registry }) => {
    const lines = (host: string) =>
      `GET /subjects HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
    const answer = await rawRequest(registry.port, lines(`evil.example:${registry.port}`));
    assert(answer.startsWith("HTTP/1.1 421"));
    const own = await rawRequest(registry.port, lines(`127.0.0.1:${registry.port}`));
    assert(own.startsWith("HTTP/1.1 200"));
    const origin = { origin: "http://evil.example" };
    assertEquals(short(await ask("GET /subjects", undefined, origin)), [403, 403]);
  }));

Deno.test("a body that is too large is not read, one that does not come is not waited for", () =>
  withRegistry(async ({ ask, registry }) => {
    const schema = `"${"x".repeat(3000)}"`;
    assertEquals(short(await ask("POST /subjects/a/versions", { schema })), [413, 413]);
    const head = `POST /subjects/a/versions HTTP/1.1\r\nhost: localhost:${registry.port}\r\n` +
      "content-type: application/json\r\nconnection: close\r\n";
    const slow = await rawRequest(registry.port, `${head}content-length: 100\r\n\r\n{`);
    assert(slow.startsWith("HTTP/1.1 408"), slow);
    const chunk = "800\r\n" + "x".repeat(0x800) + "\r\n";
    const chunked = `${head}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`;
    const large = await rawRequest(registry.port, chunked);
    assert(large.startsWith("HTTP/1.1 413"), large);
  }, { maxBodyBytes: 2000, bodyTimeoutMs: 1500 }));

Deno.test("an answer tells nothing of the inside", () =>
  withRegistry(async ({ ask }) => {
    for (const schema of ["{", '{"type":"record"}', "[".repeat(50_000)]) {
      const { status, body } = await ask("POST /subjects/a/versions", { schema });
      assertEquals(status, 422);
      assertFalse(/\.ts|at \w+ \(|node_modules/.test(body.message));
    }
  }));

Deno.test("a client that never sends its body does not hold up the end", async () => {
  const connections: Deno.Conn[] = [];
  await withRegistry(async ({ registry, ask }) => {
    const connection = await Deno.connect({ port: registry.port, hostname: "127.0.0.1" });
    connections.push(connection);
    const head = `POST /subjects/a/versions HTTP/1.1\r\nhost: localhost:${registry.port}\r\n` +
      "content-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    await connection.write(new TextEncoder().encode(head));
    assertEquals((await ask("GET /subjects")).status, 200);
  }, { bodyTimeoutMs: 3_600_000 });
  for (const connection of connections) connection.close();
});
