import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { SpawnedDemo } from "../demo/_spawn.ts";
import { missingInScrape } from "./scraped_uses.ts";

Deno.test("a running demo shows every metric, label and value that rules and panels ask of us", async () => {
  const demo = new SpawnedDemo(["--port", "0", "--rate", "50"]);
  const url = /http:\/\/localhost:\d+\/metrics/.exec(await demo.ready())![0];
  let missing: readonly string[] = ["a scrape"];
  const complete = async () => {
    missing = await missingInScrape(await (await fetch(url)).text());
    return missing.length === 0;
  };
  const patience = { what: "a whole scrape", timeoutMs: 60_000, intervalMs: 500 };
  await waitFor(complete, patience).catch(() => {});
  demo.kill("SIGINT");
  await demo.end();
  assertEquals(missing, []);
});
