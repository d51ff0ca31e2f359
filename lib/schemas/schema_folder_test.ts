import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { loadRandomEventFormat } from "./formats.ts";
import { SchemaFolder } from "./schema_folder.ts";

async function withFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: SchemaFolder) => void,
): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const path = await Deno.makeTempDir({ dir: ".runs" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${path}/${name}`, text);
    }
    use(new SchemaFolder(new URL(`file://${await Deno.realPath(path)}/`)));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("a missing schema and a missing folder are configuration errors that name them", async () => {
  await withFolder({}, (folder) => {
    const error = assertThrows(() => folder.compile("absent.json"), ConfigError);
    assertStringIncludes(error.message, "absent.json can't be read");
    assertStringIncludes(error.message, "--allow-read=schemas");
    assertThrows(() => folder.names("absent"), ConfigError, "absent can't be read");
  });
});

Deno.test("a file that is no JSON or no schema is a configuration error", async () => {
  const files = { "text.json": "{", "odd.json": '{"type": "strang"}' };
  await withFolder(files, (folder) => {
    assertThrows(() => folder.compile("text.json"), ConfigError, "not valid JSON");
    assertThrows(() => folder.compile("odd.json"), ConfigError, "can't be used");
  });
});

Deno.test("a schema of random events without types is refused", async () => {
  await withFolder({ "random_event.schema.json": "{}" }, (folder) => {
    assertThrows(() => loadRandomEventFormat(folder), ConfigError, "has no $defs/eventTypes");
  });
});

Deno.test("a part of a schema can be compiled by its pointer, and only once", async () => {
  await withFolder({ "a.json": '{"$defs": {"n": {"type": "number"}}}' }, (folder) => {
    const validate = folder.compile("a.json", "/$defs/n");
    assertEquals([validate(5), validate("5")], [true, false]);
    assertEquals(folder.compile("a.json", "/$defs/n")(5), true);
    assertEquals(folder.names("."), ["a"]);
  });
});
