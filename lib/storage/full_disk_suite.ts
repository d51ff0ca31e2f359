// The SQLite store on a disk that is full: a file system of 2 MB, in a namespace of its own (Linux).
import { assert, assertEquals } from "@std/assert";

const CHILD = new URL("./_full_disk_child.ts", import.meta.url).pathname;
const DISK_BYTES = 2_000_000;
const BALLAST_BYTES = 1_000_000;

Deno.test("a full disk is an outage of the store, and what was acknowledged before it is kept", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "disk-" });
  try {
    const mount = `mount -t tmpfs -o size=${DISK_BYTES} tmpfs ${folder}`;
    const run = `exec deno run --quiet --no-prompt --allow-read --allow-write ${CHILD}`;
    const { stdout } = await new Deno.Command("unshare", {
      args: ["-Urm", "sh", "-c", `${mount} && ${run} ${folder} ${BALLAST_BYTES}`],
      stderr: "inherit",
    }).output();
    const seen = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals([seen.outage, seen.definite], [true, true], seen.code);
    assert(["STORE_FULL", "STORE_IO"].includes(seen.code), seen.code);
    assert(seen.acknowledged > 10, String(seen.acknowledged));
    assertEquals(seen.kept, seen.acknowledged);
    assertEquals(seen.again, ["inserted", "duplicate"]);
    assertEquals(seen.counters, { orders: seen.acknowledged + 1 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
