import { assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { ROOT } from "../docs/project_tasks.ts";
import { readProjectFile, readStack } from "./stack.ts";
import { mountProblems, STACK_CHECKS } from "./stack_problems.ts";

const TEXT = await readProjectFile("docker-compose.yml");
const STACK = await readStack(TEXT);
const inProject = (path: string) => existsSync(new URL(path, ROOT));

Deno.test.each(Object.entries(STACK_CHECKS))("the stack passes its check of %s", (_, check) => {
  assertEquals(check(STACK), []);
});

Deno.test("every file and volume that a service mounts exists", () => {
  assertEquals(mountProblems(STACK, inProject), []);
});

/** A check, what is replaced in the compose file by what, and what the check must say. */
const BREAKS: readonly (readonly [string, string | RegExp, string, string])[] = [
  ["variables", "${GRAFANA_PORT:-3000}", "${GRAFANA_PORT:-3001}", "GRAFANA_PORT is 3001 here"],
  ["variables", "${KAFKA_UI_PORT:-8082}", "8082", "KAFKA_UI_PORT of .env.example is read by"],
  ["references", "http://schema-registry:8081", "http://registry:8081", "is told of registry"],
  ["references", "[apps, monitoring, all]", "[apps, all]", "starts mongodb-exporter without"],
  ["references", "    depends_on: [kafka]", "    depends_on: [kafkaa]", "waits for kafkaa"],
  ["ports", "127.0.0.1:${MONGODB_PORT", "0.0.0.0:${MONGODB_PORT", "mongodb publishes 0.0.0.0"],
  ["ports", "-9096}", "-9093}", "alertmanager wants port 9093"],
  ["images", "mongo:8.0.13", "mongo:8", "mongodb has the image mongo:8,"],
  ["images", "grafana/grafana:12.1.1", "grafana/grafana:latest", "grafana has the image"],
  ["health", /healthcheck:\n.*9308.*\n/, "nothing:\n", "kafka-exporter has no health check"],
  ["confinement", "  cap_drop: [ALL]", "  cap_add: [ALL]", "grafana keeps capabilities"],
  ["confinement", "  read_only: true", "  read_only: false", "producer is writable"],
  [
    "scaling",
    "  analytics-consumer:\n",
    "  analytics-consumer:\n    container_name: a\n",
    "scaled",
  ],
  ["environment", "LAG_MONITOR_INTERVAL_SEC", "LAG_INTERVAL_SEC", "is told LAG_INTERVAL_SEC"],
  ["targets", 'expose: ["9308"]', 'expose: ["9309"]', "asks kafka-exporter:9308, where nothing"],
  ["targets", "\n  logger-consumer:", "\n  log-consumer:", "doesn't ask log-consumer:8000"],
];

Deno.test.each(BREAKS)("the check of %s sees a broken stack: %s", async (name, from, to, said) => {
  const broken = TEXT.replace(from, to.replaceAll("$", "$$$$"));
  assertEquals(broken === TEXT, false, `there is no ${from}`);
  assertStringIncludes(STACK_CHECKS[name]!(await readStack(broken)).join("\n"), said);
});

Deno.test("a mounted file or volume that is not there is seen", async () => {
  const file = await readStack(TEXT.replace("./deploy/alertmanager:", "./deploy/alerts:"));
  assertEquals(mountProblems(file, inProject), ["alertmanager mounts no ./deploy/alerts"]);
  const volume = await readStack(TEXT.replace("- grafana-data:", "- grafana:"));
  assertEquals(mountProblems(volume, inProject), ["grafana mounts the volume grafana of nobody"]);
});

Deno.test("without a profile there is one broker and nothing else", () => {
  const always = Object.entries(STACK.services).filter(([, { profiles }]) =>
    profiles === undefined
  );
  assertEquals(always.map(([name]) => name), ["kafka"]);
});
