import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { splitLines } from "./lines.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function split(chunks: readonly string[], maxBytes = 100) {
  async function* source() {
    for (const chunk of chunks) yield encode(chunk);
  }
  const lines = await Array.fromAsync(splitLines(source(), maxBytes));
  return lines.map(({ number, bytes, cut }) => [number, decode(bytes), cut]);
}

Deno.test("lines end at line feeds, with or without a carriage return, or at the end", async () => {
  assertEquals(await split(["a\nb\r\n\n\rc"]), [
    [1, "a", false],
    [2, "b", false],
    [3, "", false],
    [4, "\rc", false],
  ]);
  assertEquals(await split([]), []);
  assertEquals(await split(["", ""]), []);
  assertEquals(await split(["a\n"]), [[1, "a", false]]);
});

Deno.test("where chunks end makes no difference", async () => {
  const random = seededRandom("chunks");
  const text = Array.from({ length: 40 }, (_, n) => "x".repeat(n % 13)).join("\r\n");
  const whole = await split([text]);
  for (let round = 0; round < 50; round++) {
    const chunks: string[] = [];
    for (let at = 0; at < text.length;) {
      const end = at + random.int(0, 9);
      chunks.push(text.slice(at, end));
      at = end;
    }
    assertEquals(await split(chunks), whole);
  }
});

Deno.test("a line that is too long is cut, and the next one is whole", async () => {
  const lines = await split(["x".repeat(8), "x".repeat(8) + "\nok\n", "12345\r\n", "1234\r\n"], 5);
  assertEquals(lines, [[1, "xxxxx", true], [2, "ok", false], [3, "12345", true], [
    4,
    "1234",
    false,
  ]]);
});
