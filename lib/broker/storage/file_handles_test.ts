import { assertEquals } from "@std/assert";
import { tempFolder } from "../_test_folder.ts";
import { FileHandles } from "./file_handles.ts";
import { FileStorage } from "./files.ts";

Deno.test("the file that was used longest ago is closed for a new one", () => {
  const folder = tempFolder();
  const handles = new FileHandles(2);
  for (const name of ["a", "b", "a", "c"]) handles.get(`${folder}/${name}`);
  assertEquals(handles.size, 2);
  assertEquals(["a", "b", "c"].map((name) => handles.peek(`${folder}/${name}`) !== undefined), [
    true,
    false,
    true,
  ]);
  handles.closeAll();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("files that nobody has used for a while are closed", () => {
  const folder = tempFolder();
  const handles = new FileHandles();
  for (const name of ["a", "b"]) handles.get(`${folder}/${name}`);
  handles.closeIdle();
  assertEquals(handles.size, 2);
  handles.get(`${folder}/a`);
  handles.closeIdle();
  assertEquals(handles.size, 1);
  handles.closeAll();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("far more segments than handles can be written and read in turn", () => {
  const folder = tempFolder();
  const storage = new FileStorage(folder);
  const segments = Array.from(
    { length: 1200 },
    (_, index) => storage.folder(`many-${index}`).create(0),
  );
  for (const round of [1, 2]) {
    for (const segment of segments) segment.append(Uint8Array.of(round));
  }
  const bytes = new Uint8Array(2);
  for (const segment of segments) {
    assertEquals([segment.readInto(0, bytes), ...bytes], [2, 1, 2]);
  }
  storage.close();
  Deno.removeSync(folder, { recursive: true });
});
