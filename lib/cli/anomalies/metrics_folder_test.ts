import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError, InconclusiveError } from "../../core/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { readMetricsFolder } from "./metrics_folder.ts";

const CSV = "timestamp,value\n2014-02-14 14:30:00,1\n2014-02-14 14:35:00,2\n";
const WINDOWS = { "b.csv": [], "a.csv": [["2014-02-14 14:30:00", "2014-02-14 14:35:00"]] };

Deno.test("the series that windows.json names are read, in the order of their names", async () => {
  await using folder = await openRunFolder("metrics");
  await Deno.writeTextFile(`${folder.path}/windows.json`, JSON.stringify(WINDOWS));
  for (const name of Object.keys(WINDOWS)) await Deno.writeTextFile(`${folder.path}/${name}`, CSV);
  const series = await readMetricsFolder(folder.path);
  assertEquals(
    series.map(({ name, values, windows }) => [name, values, windows.length]),
    [["a.csv", [1, 2], 1], ["b.csv", [1, 2], 0]],
  );
});

Deno.test("a folder that is not there leaves it open, a file that is no series is named", async () => {
  await using folder = await openRunFolder("metrics");
  await assertRejects(() => readMetricsFolder(folder.path), InconclusiveError, "can't be read");
  await Deno.writeTextFile(`${folder.path}/windows.json`, "no JSON");
  await assertRejects(
    () => readMetricsFolder(folder.path),
    ConfigError,
    "windows.json can't be used",
  );
  await Deno.writeTextFile(`${folder.path}/windows.json`, '{"a.csv": []}');
  await Deno.writeTextFile(`${folder.path}/a.csv`, `${CSV}2014-02-14 14:40:00,much\n`);
  await assertRejects(() => readMetricsFolder(folder.path), ConfigError, "a.csv, line 4");
});
