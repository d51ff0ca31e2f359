// Opens the dashboard on a cluster with very many topics and groups, and prints what that takes:
// deno run --allow-all lib/dashboard/topics/_topics_bench.ts
import { onCluster } from "../_on_cluster_suite.ts";
import { hasChromium, launchChromium, openPage, seen } from "../_chromium.ts";

const TOPICS = 10_000;
const GROUPS = 1000;

function memory(): string {
  const { rss, heapUsed } = Deno.memoryUsage();
  return `${Math.round(rss / 1e6)} MB resident, ${Math.round(heapUsed / 1e6)} MB of heap`;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const beganMs = performance.now();
  const value = await work();
  console.log(`${what}: ${Math.round(performance.now() - beganMs)} ms`);
  return value;
}

await onCluster({}, async ({ kafka, dashboard }) => {
  await using admin = await kafka.admin();
  const names = Array.from({ length: TOPICS }, (_, at) => `topic-${String(at).padStart(5, "0")}`);
  await timed(`making ${TOPICS} topics`, async () => {
    for (let at = 0; at < TOPICS; at += 500) {
      await admin.createTopics(names.slice(at, at + 500).map((name) => ({ name, partitions: 1 })));
    }
  });
  await timed(`making ${GROUPS} groups`, async () => {
    for (let at = 0; at < GROUPS; at++) {
      const place = { topic: names[at]!, partition: 0, offset: 0n };
      await admin.commitOffsets(`group-${at}`, [place]);
    }
  });
  console.log(`cluster and dashboard in one process: ${memory()}`);
  const get = async (path: string) => {
    const response = await fetch(`${dashboard.url}${path}`);
    return (await response.text()).length;
  };
  const paths = [
    "/api/topics",
    "/api/topics?page=150",
    "/api/topics?search=99",
    "/api/topic-statistics",
    "/api/topics/topic-00500",
    "/api/topics/topic-00500/groups",
    "/api/overview",
  ];
  for (const path of [...paths, ...paths]) {
    const length = await timed(path, () => get(path));
    console.log(`    ${length} bytes`);
  }
  if (hasChromium) {
    const browser = await launchChromium();
    for (
      const [path, text] of [["/topics", "Page 1 of 200"], [
        "/",
        "10,000 with 10,000 partitions",
      ]] as const
    ) {
      const open = await timed(`the page ${path} in Chromium`, async () => {
        const page = await openPage(browser, { url: dashboard.url + path });
        await seen(page.page, text);
        return page;
      });
      const elements = await open.page.evaluate("document.querySelectorAll('*').length");
      const heap = await open.page.evaluate("performance.memory.usedJSHeapSize");
      console.log(`    ${elements} elements, ${Math.round(Number(heap) / 1e6)} MB of heap`);
      await open[Symbol.asyncDispose]();
    }
    await browser.close();
  }
  console.log(`at the end: ${memory()}`);
});
