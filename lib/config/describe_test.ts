import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describeSettings, printConfig, settingsMarkdown } from "./describe.ts";
import { loadConfig } from "./load.ts";
import { ENVIRONMENT_VARIABLES, SETTINGS } from "./settings.ts";

Deno.test("every setting is described with a variable, a key, what is allowed and what it is", () => {
  const rows = describeSettings();
  assertEquals(rows.length, Object.keys(SETTINGS).length);
  assertEquals(new Set(rows.map((row) => row.fileKey)).size, rows.length);
  assert(rows.every((row) => row.help !== "" && row.allowed !== ""));
  assert(rows.every((row) => /^[a-z]+\.[a-z_]+$/.test(row.fileKey)));
});

Deno.test("the Markdown table names every variable", () => {
  const table = settingsMarkdown();
  for (const variable of ENVIRONMENT_VARIABLES) assertStringIncludes(table, `\`${variable}\``);
  assertStringIncludes(
    table,
    "| `POLL_TIMEOUT_SEC` | `consumer.poll_timeout_sec` | `1` | Longest wait",
  );
});

Deno.test("a printed configuration shows values and origins and no secret", () => {
  const variables: Record<string, string> = {
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_SASL_MECHANISM: "PLAIN",
    KAFKA_SASL_USERNAME: "ann",
    KAFKA_SASL_PASSWORD: "hunter2",
    MONGODB_URI: "mongodb://ann:hunter2@localhost/",
    SCHEMA_REGISTRY_BASIC_AUTH: "ann:hunter2",
  };
  const config = loadConfig({ env: (name) => variables[name] });
  const lines = printConfig(config);
  assert(lines.includes("KAFKA_SASL_PASSWORD=*** (environment)"), lines.join("\n"));
  assert(lines.includes("MONGODB_URI=*** (environment)"), lines.join("\n"));
  assert(lines.includes("MAX_RETRIES=3 (default)"));
  assert(!`${lines}${Deno.inspect(config)}${JSON.stringify(config)}`.includes("hunter2"));
});
