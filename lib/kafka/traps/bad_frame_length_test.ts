import { assertEquals, assertStringIncludes } from "@std/assert";
import { meetBadFrame } from "./_bad_frame.ts";

Deno.test("bare kafkajs dies with its process of one answer with a length that can't be", async () => {
  const { code, output, errors } = await meetBadFrame("bare");
  assertEquals([code, output], [1, ""]);
  assertStringIncludes(errors, "Uncaught");
});

Deno.test("our client loses the connection alone, says why, and the process goes on", async () => {
  const { code, output, errors } = await meetBadFrame("ours");
  assertEquals([code, output, errors], [0, "caught CONNECTION_FAILED\nwent on\n", ""]);
});
