import { assertEquals } from "@std/assert";
import { avroDifferences } from "./avro_differences.ts";

const versions = await Promise.all(
  [1, 2, 3, 4].map(async (version) =>
    JSON.parse(await Deno.readTextFile(`schemas/evolution/event_v${version}.avsc`))
  ),
);

Deno.test("the steps of the event's versions read as what was added, removed and changed", () => {
  assertEquals(avroDifferences(versions[0], versions[1]), [
    '+ province: string = "unknown"',
    "+ device: null | string = null",
  ]);
  assertEquals(avroDifferences(versions[1], versions[2]), [
    "- referrer: string",
    "~ user_id: int → long",
    "~ value: float → double",
  ]);
  assertEquals(avroDifferences(versions[2], versions[3]), ["+ source: string"]);
});

Deno.test("a schema does not differ from itself, whatever its documentation says", () => {
  const [v1] = versions;
  const told = { ...v1, doc: "told otherwise", fields: v1.fields.toReversed() };
  assertEquals(avroDifferences(v1, told), []);
});

Deno.test("changes inside nested types are told with their place", () => {
  const of = (symbols: string[], extra: object = {}) => ({
    type: "record",
    name: "R",
    fields: [
      { name: "kind", type: ["null", { type: "enum", name: "K", symbols }] },
      { name: "list", type: { type: "array", items: { type: "record", name: "I", fields: [] } } },
      { name: "x", type: "int", ...extra },
    ],
  });
  const to = of(["A", "C"], { default: 1, aliases: ["y"] });
  const items = { type: "map", values: "long" };
  to.fields[1] = { name: "list", type: { type: "array", items } } as unknown as typeof to.fields[1];
  assertEquals(avroDifferences(of(["A", "B"]), to), [
    "- kind.symbol B",
    "+ kind.symbol C",
    "~ list.items: record I → map of long",
    "+ x.default: 1",
    '+ x.aliases: ["y"]',
  ]);
  assertEquals(avroDifferences("int", ["int", "string"]), ["~ type: int → int | string"]);
});
