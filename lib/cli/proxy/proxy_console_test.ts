import { assertEquals, assertMatch } from "@std/assert";
import { startProxy } from "../../proxy/mod.ts";
import { CONSOLE_HELP, ProxyConsole } from "./proxy_console.ts";

Deno.test("lines add, list and remove faults, freeze and release clients", async () => {
  await using proxy = await startProxy({ upstream: "localhost:1" });
  const console = new ProxyConsole(proxy);
  const says = async (line: string) => (await console.run(line))?.join("; ");
  assertEquals(await says("list"), "No fault and nobody frozen");
  assertEquals(
    await says(" add dropAnswer Produce times=3 "),
    "fault 1  dropAnswer Produce times=3",
  );
  assertEquals(await says("freeze my app"), "frozen   my app: release my app lets it go");
  assertEquals(
    await says("list"),
    "fault 1  fired     0  dropAnswer Produce times=3; frozen   my app, 0 frames held back",
  );
  assertEquals(await says("remove 1"), "fault 1  removed after it fired 0 times");
  assertEquals(await says("release"), "released my app, 0 frames were held");
  assertEquals(await says("refuse"), "refusing: every connection is refused");
  assertEquals(await says("accept"), "accepting connections");
  assertEquals(await says(""), "");
  assertEquals(await console.run("quit"), undefined);
});

Deno.test("a line that makes no sense changes nothing and says what is allowed", async () => {
  await using proxy = await startProxy({ upstream: "localhost:1" });
  const console = new ProxyConsole(proxy);
  for (
    const [line, message] of [
      ["explode", /^error: "explode" is nothing to do here: use add, list/],
      ["toString", /nothing to do/],
      ["add explode", /There is no action "explode"/],
      ["add refuse chance=7", /from 0 to 1/],
      ["remove 9", /There is no fault "9"/],
      ["freeze", /freeze CLIENT/],
      ["release nobody", /No such client is frozen/],
    ] as const
  ) {
    assertMatch((await console.run(line))!.join(), message);
  }
  assertEquals(proxy.faults, []);
});

Deno.test("the help of the lines names each of them in 80 columns", async () => {
  await using proxy = await startProxy({ upstream: "localhost:1" });
  assertEquals(await new ProxyConsole(proxy).run("help"), CONSOLE_HELP);
  assertEquals(CONSOLE_HELP.filter((line) => line.length > 80), []);
});
