import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError, WorkshopError } from "../core/mod.ts";
import { json, matcherOf, type PageRoute, RequestError } from "./routing.ts";

function route(
  path: string,
  { method = "GET", access = "read" }: Partial<Pick<PageRoute, "method" | "access">> = {},
): PageRoute {
  return { method, path, access, answer: () => json({}) };
}

Deno.test("a path leads to the route of its shape, with decoded values", () => {
  const match = matcherOf([route("/api/topics/:topic/records/:offset")]);
  const found = match("/api/topics/a%2Fb%20c/records/42").get("GET");
  assertEquals({ ...found?.params }, { topic: "a/b c", offset: "42" });
});

Deno.test("words come before names, in whichever order they stand", () => {
  const match = matcherOf([route("/api/:a"), route("/api/list")]);
  assertEquals(match("/api/list").get("GET")?.route.path, "/api/list");
  assertEquals(match("/api/other").get("GET")?.route.path, "/api/:a");
});

Deno.test.each([
  "/api/topics",
  "/api/topics/",
  "/api/topics//config",
  "/api//topics/x/config",
  "//api/topics/x/config",
  "/api/topics/x/config/",
  "/API/topics/x/config",
  "/api/topics/x/config/more",
  "/api/topics/%zz/config",
  "/api%2Ftopics/x/config",
  "/api/topics/%/config",
])("nothing is at %s", (path) => {
  const match = matcherOf([route("/api/topics/:topic/config")]);
  assertEquals(match(path).size, 0);
});

Deno.test("one address has several methods, each with its own access", () => {
  const match = matcherOf([
    route("/api/topics"),
    route("/api/topics", { method: "POST", access: "write" }),
  ]);
  const found = match("/api/topics");
  assertEquals([...found.keys()].sort(), ["GET", "POST"]);
  assertEquals(found.get("POST")?.route.access, "write");
});

Deno.test("a second way to an address is refused at the start, under another name too", () => {
  assertThrows(() => matcherOf([route("/api/:a"), route("/api/:b")]), ConfigError);
  assertThrows(
    () => matcherOf([route("/api/x"), route("/api/x")]),
    ConfigError,
    "Two routes answer GET /api/x",
  );
});

Deno.test("a GET that writes is refused at the start", () => {
  assertThrows(() => matcherOf([route("/api/x", { access: "write" })]), ConfigError, "can't be");
});

Deno.test("names of objects are no values of a path", () => {
  const found = matcherOf([route("/api/:name")])("/api/__proto__").get("GET");
  assertEquals(Object.getPrototypeOf(found?.params), null);
  assertEquals(found?.params.name, "__proto__");
  assertEquals(found?.params.constructor, undefined);
});

Deno.test("a bigint in an answer is an error, not a rounded number", () => {
  assertThrows(() => json({ offset: 9007199254740993n }), TypeError);
});

Deno.test("a request's error has a status and is one of the workshop's", () => {
  const error = new RequestError(404, "There is no topic orders");
  assertEquals([error.status, error.code, error instanceof WorkshopError], [404, "HTTP_404", true]);
});
