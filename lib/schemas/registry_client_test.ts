import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, ManualClock, waitFor } from "../core/mod.ts";
import { Secret } from "../config/mod.ts";
import { FakeRegistry, refusal } from "./_fake_registry.ts";
import { RegistryClient, type RegistryClientOptions } from "./registry_client.ts";
import { RegistryError } from "./registry_error.ts";

const SCHEMA = { schema: '"string"' };

function clientOf(registry: FakeRegistry, options: RegistryClientOptions = {}): RegistryClient {
  return new RegistryClient({ url: registry.url, backoff: { baseMs: 1 }, ...options });
}

async function outage(work: Promise<unknown>): Promise<RegistryError> {
  const error = await assertRejects(() => work, RegistryError);
  assertEquals([error.outage, error.retriable], [true, true], error.message);
  return error;
}

Deno.test("a schema that was registered is found by id, by version, as the latest and by its text", async () => {
  await using registry = new FakeRegistry();
  const client = clientOf(registry);
  const id = await client.register("notes-value", SCHEMA);
  assertEquals(await client.subjects(), ["notes-value"]);
  assertEquals(await clientOf(registry).schemaById(id), SCHEMA);
  const registered = { subject: "notes-value", version: 1, id, ...SCHEMA };
  assertEquals(await client.latest("notes-value"), registered);
  assertEquals(await client.version("notes-value", 1), registered);
  assertEquals(await client.lookUp("notes-value", SCHEMA), registered);
  assertEquals(registry.seen[0]!.contentType, "application/vnd.schemaregistry.v1+json");
});

Deno.test("ids are asked for once, however many ask at a time; an unknown one and the latest for a while", async () => {
  await using registry = new FakeRegistry();
  const clock = new ManualClock();
  const client = clientOf(registry, { clock, latestTtlMs: 1000 });
  await clientOf(registry).register("s", SCHEMA);
  const asked = () => registry.seen.length;
  const before = asked();
  await Promise.all(Array.from({ length: 50 }, () => client.schemaById(1)));
  assertEquals(asked() - before, 1);
  for (let round = 0; round < 3; round++) {
    const error = await assertRejects(() => client.schemaById(9), RegistryError);
    assertEquals([error.errorCode, error.outage], [40403, false]);
    await client.latest("s");
  }
  assertEquals(asked() - before, 3);
  clock.advance(1001);
  await assertRejects(() => client.schemaById(9), RegistryError);
  await client.latest("s");
  await client.schemaById(1);
  assertEquals(asked() - before, 5);
});

Deno.test("no more schemas are remembered than allowed", async () => {
  await using registry = new FakeRegistry();
  const client = clientOf(registry, { cacheSize: 2 });
  for (const name of ["a", "b", "c"]) {
    await clientOf(registry).register(name, {
      schema: `{"type":"fixed","name":"${name}","size":1}`,
    });
  }
  for (const id of [1, 2, 3, 2, 1]) await client.schemaById(id);
  assertEquals(registry.seen.filter(({ path }) => path.startsWith("/schemas/")).length, 4);
});

Deno.test("a registry that fails is asked again; one that goes on failing is an outage", async () => {
  await using registry = new FakeRegistry();
  const client = clientOf(registry, { retries: 2 });
  const failing = () => refusal(500, 50001, "Error in the backend data store");
  registry.instead.push(failing, failing);
  assertEquals(await client.subjects(), []);
  registry.instead.push(failing, failing, failing);
  const error = await outage(client.subjects());
  assertEquals([error.httpStatus, error.errorCode, error.definite], [500, 50001, true]);
  assertEquals(registry.seen.length, 6);
});

Deno.test("what is refused is not asked again, and says the registry's code", async () => {
  await using registry = new FakeRegistry();
  const client = clientOf(registry);
  registry.instead.push(() => refusal(409, 409, "Incompatible:\n field 'x' has no default"));
  const error = await assertRejects(() => client.register("s", SCHEMA), RegistryError);
  assertEquals([error.httpStatus, error.errorCode, error.outage], [409, 409, false]);
  assertStringIncludes(error.message, "Incompatible: field 'x' has no default");
  assertEquals(registry.seen.length, 1);
});

Deno.test("a registry that is not there is an outage, and the next address is asked", async () => {
  await using registry = new FakeRegistry();
  let closed = "";
  {
    await using gone = new FakeRegistry();
    closed = gone.url;
  }
  const alone = new RegistryClient({ url: closed, retries: 1, backoff: { baseMs: 1 } });
  const error = await outage(alone.subjects());
  assertEquals([error.code, error.httpStatus], ["REGISTRY_UNREACHABLE", undefined]);
  assertStringIncludes(error.message, "deno task registry");
  const both = new RegistryClient({ url: `${closed}, ${registry.url}/`, backoff: { baseMs: 1 } });
  assertEquals(await both.subjects(), []);
  assertEquals(both.url, registry.url);
});

Deno.test("a registry that does not answer in time is an outage", async () => {
  await using registry = new FakeRegistry();
  const release = Promise.withResolvers<Response>();
  registry.instead.push(() => release.promise);
  const client = clientOf(registry, { timeoutMs: 50, retries: 0 });
  assertStringIncludes((await outage(client.subjects())).message, "no answer within 50 ms");
  release.resolve(Response.json([]));
});

Deno.test("the signal ends a request and a wait", async () => {
  await using registry = new FakeRegistry();
  const release = Promise.withResolvers<Response>();
  registry.instead.push(() => release.promise);
  const stop = new AbortController();
  const asked = clientOf(registry, { signal: stop.signal }).subjects();
  await waitFor(() => registry.seen.length === 1, { what: "the request" });
  stop.abort(new Error("enough"));
  await assertRejects(() => asked, Error, "enough");
  release.resolve(Response.json([]));
});

Deno.test("what answers and is no registry, and a refused login, decide nothing about a record", async () => {
  await using registry = new FakeRegistry();
  const client = clientOf(registry, { retries: 0 });
  const answers = [
    () => new Response("<html>hello", { status: 200 }),
    () => new Response("Not found", { status: 404 }),
    () => refusal(404, 404, "HTTP 404 Not Found"),
    () => Response.redirect("http://127.0.0.1:1/", 302),
    () => refusal(401, 401, "Unauthorized"),
    () => refusal(403, 40301, "Forbidden"),
    () => refusal(429, 42901, "Too many requests"),
  ];
  for (const answer of answers) {
    registry.instead.push(answer);
    await outage(client.schemaById(1));
  }
});

Deno.test("the login is sent and never shown; one in the address is refused", async () => {
  await using registry = new FakeRegistry();
  const basicAuth = new Secret("ann:hunter2é");
  const client = clientOf(registry, { basicAuth, retries: 0 });
  await client.subjects();
  assertEquals(registry.seen[0]!.authorization, "Basic YW5uOmh1bnRlcjLDqQ==");
  registry.instead.push(() => refusal(401, 401, "Unauthorized"));
  const error = await outage(client.subjects());
  assertEquals(`${error.message}${Deno.inspect(client)}`.includes("hunter2"), false);
  const wrong = [
    { url: "http://ann:hunter2@localhost:8081" },
    { url: "localhost:8081" },
    { url: [] },
    { basicAuth: new Secret("hunter2") },
  ];
  for (const options of wrong) {
    const refused = assertThrows(() => new RegistryClient(options), ConfigError);
    assertEquals(refused.message.includes("hunter2"), false);
  }
});
