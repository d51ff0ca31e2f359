import type { Dashboard, Panel, RowPanel } from "@grafana/schema";
import { assertEquals } from "@std/assert";
import { readProjectFile } from "../deploy/stack.ts";
import { ROOT } from "../docs/project_tasks.ts";
import { boardFiles, BOARDS, FOLDER } from "./boards.ts";
import { dashboardOf } from "./board.ts";

Deno.test("the files are what `deno task grafana` writes, and there are no others", async () => {
  const files = boardFiles();
  const there = await Array.fromAsync(Deno.readDir(new URL(`${FOLDER}/`, ROOT)));
  assertEquals(there.map(({ name }) => name).sort(), [...files.keys()].sort());
  for (const [file, text] of files) {
    const stale = `${file} is stale: run \`deno task grafana\``;
    assertEquals(await readProjectFile(`${FOLDER}/${file}`), text, stale);
  }
});

Deno.test("there are the four dashboards of the documents, and their files by name", () => {
  const titles = new Map(BOARDS.map(({ file, title }) => [file, title]));
  assertEquals(titles.get("overview.json"), "System Overview");
  assertEquals(titles.get("kafka.json"), "Kafka Monitoring");
  assertEquals(titles.get("application.json"), "Application Monitoring");
  assertEquals(titles.get("persistence.json"), "Persistence Monitoring");
  assertEquals([titles.has("producer.json"), titles.has("consumer.json")], [true, true]);
});

Deno.test.each(BOARDS.map((board) => [board.file, dashboardOf(board)] as const))(
  "%s: panels have ids of their own, lie side by side and inside",
  (_, board: Dashboard) => {
    const panels: (Panel | RowPanel)[] = board.panels ?? [];
    assertEquals(new Set(panels.map(({ id }) => id)).size, panels.length);
    const places = panels.map(({ gridPos }) => gridPos!);
    assertEquals(places.filter(({ x, w }) => x < 0 || x + w > 24), []);
    const taken = new Set<string>();
    for (const { x, y, w, h } of places) {
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          assertEquals(taken.has(`${column} ${row}`), false, `${column} ${row} is taken`);
          taken.add(`${column} ${row}`);
        }
      }
    }
  },
);

Deno.test("below a bound that must not be undercut it is red, from the other on it is red", () => {
  const limits = (title: string) =>
    BOARDS.map(dashboardOf).flatMap(({ panels = [] }) => panels)
      .flatMap((panel) => panel.title === title && "fieldConfig" in panel ? [panel] : [])[0]
      ?.fieldConfig?.defaults.thresholds?.steps;
  assertEquals(limits("Brokers"), [{ value: null, color: "red" }, { value: 1, color: "green" }]);
  assertEquals(limits("Disks"), [
    { value: null, color: "green" },
    { value: 0.7, color: "yellow" },
    { value: 0.8, color: "red" },
  ]);
});
