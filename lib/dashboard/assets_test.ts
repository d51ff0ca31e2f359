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

Deno.test("every style sheet is local", () => {
  for (const [path, { body }] of assets) {
    if (path.endsWith(".css")) assert(!/@import|url\(/.test(body), path);
  }
});

Deno.test("every module and style sheet of the pages is served", async () => {
  const wanted: string[] = [];
  const look = async (folder: string) => {
    // a page that is not listed yet has nothing to serve
    if (![...assets.keys()].some((path) => path.startsWith(`/${folder}`))) return;
    for await (
      const { name, isDirectory } of Deno.readDir(new URL(`./${folder}`, import.meta.url))
    ) {
      if (isDirectory) await look(`${folder}${name}/`);
      else if (/\.css$|(?<!_test|\.d)\.ts$/.test(name)) wanted.push(`/${folder}${name}`);
    }
  };
  await look("page/");
  const served = [...assets.keys()];
  assertEquals(wanted.filter((path) => !served.includes(path) && !path.includes("/_")), []);
});

Deno.test("a module that only gives types away is served, so that no page breaks on it", () => {
  for (const [path, { body }] of modules) {
    for (const [, specifier] of body.matchAll(/from "(\.\.\/[^"]+)"/g)) {
      const { pathname } = new URL(specifier!, `http://x${path}`);
      assert(pathname.startsWith("/page/"), `${path} imports ${specifier} from outside the pages`);
    }
  }
});
