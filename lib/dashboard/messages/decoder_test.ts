import { assert, assertEquals } from "@std/assert";
import { WorkshopError } from "../../core/mod.ts";
import { exactJson, RecordDecoder } from "./decoder.ts";

const FRAMED = new Uint8Array([0, 0, 0, 0, 9, 1]);

Deno.test("what was decoded keeps all digits, and bytes and odd numbers have a form", () => {
  const value = { id: 9223372036854775807n, bytes: new Uint8Array([0, 255]), odd: [NaN, 1.5] };
  assertEquals(
    exactJson(value),
    '{"id":9223372036854775807,"bytes":{"base64":"AP8="},"odd":["NaN",1.5]}',
  );
});

Deno.test("only framed bytes are decoded", async () => {
  const decoder = new RecordDecoder({
    deserialize: () => Promise.resolve({ value: 7n, schemaId: 9, writerSchema: { name: "N" } }),
  });
  assertEquals(await decoder.decode(FRAMED), { kind: "avro", text: "7", schemaId: 9, schema: "N" });
  assertEquals(await decoder.decode(new Uint8Array([0x7b])), undefined);
  assertEquals(await decoder.decode(null), undefined);
});

Deno.test("a registry that is away is told, left alone for a while, and asked again", async () => {
  let [nowMs, asked, away] = [0, 0, true];
  const decoder = new RecordDecoder({
    deserialize: () => {
      asked++;
      if (away) return Promise.reject(new WorkshopError("away", { code: "X", outage: true }));
      return Promise.resolve({ value: 1, schemaId: 9, writerSchema: { name: "N" } });
    },
  }, () => nowMs);
  for (let at = 0; at < 5; at++) {
    const decoded = await decoder.decode(FRAMED);
    assert(decoded?.kind === "problem" && decoded.problem === "away");
  }
  assertEquals(asked, 1);
  away = false;
  nowMs = 6000;
  assertEquals((await decoder.decode(FRAMED))?.kind, "avro");
});
