import { findClient } from "./client_test_case.ts";
import { LiveClient, runClient } from "./client_process.ts";

/** Where the jars may be: `.ci/clients` fetches the first, `deno task kafka:start` the second. */
const JAR_FOLDERS = [".runs/clients/jars", "kafka-data/libs"];
const TOOLS = "org.apache.kafka.tools";

let jars = "";

/** Apache Kafka's own command line tools, which are made of the Java clients. */
export const javaTools = await findClient("Apache Kafka's Java tools", async () => {
  await runClient("java", ["-version"]);
  for (const folder of JAR_FOLDERS) {
    const version = toolsVersion(folder);
    if (version === undefined) continue;
    jars = folder;
    return { name: `Java tools (${version})`, missing: undefined };
  }
});

function toolsVersion(folder: string): string | undefined {
  try {
    for (const { name } of Deno.readDirSync(folder)) {
      const version = /^kafka-tools-(\d.*)\.jar$/.exec(name)?.[1];
      if (version !== undefined) return version;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The arguments of `java` for a tool; a short run needs no compiler that takes its time. */
function javaArguments(tool: string, args: readonly string[]): string[] {
  const main = tool.includes(".kafka.") || tool.startsWith("kafka.") ? tool : `${TOOLS}.${tool}`;
  const quick = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  return [...quick, "-cp", `${jars}/*`, main, ...args];
}

/** Runs a tool to its end; its name is that of its class. */
export function runTool(tool: string, args: readonly string[], stdin?: string): Promise<string> {
  return runClient("java", javaArguments(tool, args), stdin === undefined ? {} : { stdin });
}

/** Starts a tool that stays. */
export function startTool(tool: string, args: readonly string[]): LiveClient {
  return new LiveClient("java", javaArguments(tool, args));
}

/** The events that a tool prints, one JSON object a line. */
export function toolEvents<E extends { readonly name: string }>(lines: readonly string[]): E[] {
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}
