import { loadConfig } from "../config/mod.ts";
import { InconclusiveError, messageOf } from "../core/mod.ts";
import { RegistryClient } from "../schemas/mod.ts";
import { command, EXIT, type ExitCode } from "./command.ts";
import { flag } from "./options.ts";
import { trySetup } from "./test_avro/setup.ts";

const SUITE = "lib/schemas/avro_others_suite.ts";
const FOLDER = ".runs/avro/python";
/** Confluent's client with what its Avro part needs; pinned, so that a run can be repeated. */
const PACKAGES = [
  ...["fastavro==1.13.1", "avro==1.12.2", "confluent-kafka==2.16.1"],
  ...["httpx", "attrs", "cachetools", "authlib"],
];

await command({
  name: "test:avro",
  summary: "Checks the schema registry: reachable, register, round trip, evolution, cleanup.",
  options: {
    others: flag("Instead: compare with Python's Avro libraries and Confluent's client (PyPI)"),
  },
  notes: [
    "The registry is SCHEMA_REGISTRY_URL, else http://localhost:8081: deno task registry runs",
    "one. Everything is registered under a fresh name and deleted for good afterwards.",
  ],
}, async ({ options, signal }) => {
  if (options.others) return await compareWithOthers(signal);
  const { schemaRegistryUrl: url, schemaRegistryBasicAuth: basicAuth } = loadConfig();
  const registry = new RegistryClient({
    url,
    signal,
    retries: 1,
    ...(basicAuth !== undefined && { basicAuth }),
  });
  await trySetup(registry, (line) => console.log(line));
});

async function compareWithOthers(signal: AbortSignal): Promise<ExitCode> {
  const python = await pythonWith(PACKAGES, signal);
  return await run("deno", [
    ...[
      "test",
      "--quiet",
      "--frozen",
      "--no-prompt",
      "--allow-read",
      "--ignore-env",
      "--allow-sys",
    ],
    ...["--allow-net=localhost,127.0.0.1", `--allow-run=${python}`],
    ...[SUITE, "--", `--python=${python}`],
  ], signal);
}

/** A Python of our own with these packages; what is there already stays. */
async function pythonWith(packages: readonly string[], signal: AbortSignal): Promise<string> {
  const windows = Deno.build.os === "windows";
  const python = `${FOLDER}/${windows ? "Scripts/python.exe" : "bin/python"}`;
  const mark = `${FOLDER}/.complete`;
  const wanted = packages.join(" ");
  if (await textOf(mark) === wanted) return python;
  const steps: [string, string[]][] = [
    [windows ? "python" : "python3", ["-m", "venv", "--clear", FOLDER]],
    [python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]],
  ];
  for (const [program, args] of steps) {
    if (await run(program, args, signal) === EXIT.ok) continue;
    throw new InconclusiveError(
      `Python's Avro libraries can't be installed (${program} ${args[0]} ${args[1]})`,
      "Install Python 3 with its module venv, and let it reach PyPI",
    );
  }
  await Deno.writeTextFile(mark, wanted);
  return python;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined;
  }
}

async function run(program: string, args: string[], signal: AbortSignal): Promise<ExitCode> {
  try {
    const { success } = await new Deno.Command(program, { args, signal }).spawn().status;
    signal.throwIfAborted();
    return success ? EXIT.ok : EXIT.failed;
  } catch (error) {
    signal.throwIfAborted();
    console.error(`${program}: ${messageOf(error)}`);
    return EXIT.failed;
  }
}
