import { assert, assertEquals } from "@std/assert";
import { IMPORT_MAP, pageAssets } from "./assets.ts";

const assets = pageAssets();
const modules = [...assets].filter(([path]) => path.startsWith("/page/") && path.endsWith(".ts"));

Deno.test("the page's modules are plain JavaScript once their types are gone", () => {
  assert(modules.length > 10);
  for (const [path, { type, body }] of modules) {
    assertEquals(type, "text/javascript; charset=utf-8", path);
    assert(!/\binterface \w+ \{|import type|: readonly /.test(body), path);
  }
});

Deno.test("whatever a module imports is served", () => {
  for (const [path, { body }] of modules) {
    for (const [, specifier] of body.matchAll(/from "([^"]+)"/g)) {
      const target = specifier!.startsWith(".")
        ? new URL(specifier!, `http://x${path}`).pathname
        : (IMPORT_MAP.imports as Record<string, string>)[specifier!];
      assert(target !== undefined && assets.has(target), `${path} imports ${specifier}`);
    }
  }
});

Deno.test("nothing is loaded from elsewhere, nothing makes markup of text", () => {
  for (const [path, { body }] of modules) {
    assert(!/https?:\/\//.test(body), path);
    assert(
      !/innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|eval\(/.test(body),
      path,
    );
  }
});

Deno.test("every served module is used and every style sheet is local", () => {
  const html = [...assets.values()].map(({ body }) => body).join("\n");
  for (const [path] of modules) {
    const name = path.slice("/page/".length);
    assert(name === "app.ts" || html.includes(`"./${name}"`), path);
  }
  for (const [path, { body }] of assets) {
    if (path.endsWith(".css")) assert(!/@import|url\(/.test(body), path);
  }
});
