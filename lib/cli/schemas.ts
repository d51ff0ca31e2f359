import { loadConfig } from "../config/mod.ts";
import { ConfigError } from "../core/mod.ts";
import { RegistryClient } from "../schemas/mod.ts";
import { command, EXIT } from "./command.ts";
import { check } from "./schemas/check.ts";
import { diff } from "./schemas/diff.ts";
import { SCHEMAS_FLAGS, type SchemasRun } from "./schemas/flags.ts";
import { list } from "./schemas/list.ts";
import { register } from "./schemas/register.ts";
import { show } from "./schemas/show.ts";

const ACTIONS = { list, show, register, check, diff } as const;

await command({
  name: "schemas",
  summary: "Lists, shows, registers and compares the schemas of a registry.",
  arguments: "list | show | register | check | diff [WHAT…]",
  positionals: [1, 3],
  options: SCHEMAS_FLAGS,
  notes: [
    "  list                                   subjects, versions, levels",
    "  show orders-value                      the newest version; orders-value@2, or an id",
    "  register orders-value schemas/order.avsc",
    "  check orders-value schemas/order.avsc  what breaks, by the subject's level",
    "  diff orders-value@1 order.avsc         what differs, and which levels permit it",
    "",
    "The registry is SCHEMA_REGISTRY_URL, else http://localhost:8081.",
    "Exit code 1 when check finds that something breaks.",
  ],
}, async ({ options: flags, positionals: [action = "", ...words], signal }) => {
  if (!Object.hasOwn(ACTIONS, action)) {
    throw new ConfigError(`"${action}" is nothing to do: use ${Object.keys(ACTIONS).join(", ")}`);
  }
  const { schemaRegistryUrl: url, schemaRegistryBasicAuth: basicAuth } = loadConfig();
  const registry = new RegistryClient({
    url,
    signal,
    retries: 1,
    ...(basicAuth !== undefined && { basicAuth }),
  });
  const run: SchemasRun = { registry, words, flags, print: (line) => console.log(line) };
  return await ACTIONS[action as keyof typeof ACTIONS](run) ?? EXIT.ok;
});
