import { assertEquals } from "@std/assert";
import { headerText } from "./header_text.ts";

Deno.test("a header's text is that of the first one of its name", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const headers = [
    { name: "stage", value: bytes("schéma") },
    { name: "stage", value: bytes("later") },
    { name: "none", value: null },
    { name: "empty", value: bytes("") },
  ];
  const texts = ["stage", "none", "empty", "absent"].map((name) => headerText(headers, name));
  assertEquals(texts, ["schéma", undefined, "", undefined]);
});
