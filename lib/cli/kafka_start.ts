import { WorkshopError } from "../core/mod.ts";
import { KAFKA_VERSION, LocalKafka, type StartOutcome } from "../workshop/cluster/mod.ts";
import { accessLines } from "./access_lines.ts";
import { command } from "./command.ts";
import { kafkaDataFolder } from "./kafka_data.ts";
import { choice, flag, number } from "./options.ts";

/** Whether the last line on the terminal is one that is written again and again. */
let rewriting = false;

await command({
  name: "kafka:start",
  summary: `Starts Apache Kafka ${KAFKA_VERSION} on this machine; it runs until kafka:stop.`,
  options: {
    brokers: choice(["auto", "1", "3"], "How many brokers; auto: those of the data, or 1", "auto"),
    port: number("The first broker's port; the others follow it (default 9092)", {
      fallback: undefined,
      min: 1,
      max: 65_533,
      placeholder: "PORT",
    }),
    engine: choice(
      ["auto", "docker", "java"],
      "What runs it; auto: Docker Compose where an engine answers, else Java and Maven",
      "auto",
    ),
    secure: flag("Ask for logins, over TLS, and deny what no ACL allows"),
    json: flag("Print one line of JSON"),
  },
  notes: ["Data and logs are kept in ./kafka-data; deno task kafka:clean removes them."],
}, async ({ options, signal }) => {
  const starting = new LocalKafka(kafkaDataFolder()).start({
    ...(options.brokers === "auto" ? {} : { brokers: options.brokers === "3" ? 3 : 1 }),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.engine === "auto" ? {} : { engine: options.engine }),
    ...(options.secure ? { secure: true } : {}),
    onProgress: showFetching,
    onStarting: () => showLine(`Starting Apache Kafka ${KAFKA_VERSION} …`),
    signal,
  });
  const outcome = await starting.catch((error) => {
    throw signal.aborted ? interrupted(error) : error;
  });
  console.log(options.json ? JSON.stringify(outcome) : describe(outcome));
});

/** Whoever waits for a broker must not take the end of the command for one. */
function interrupted(cause: unknown): WorkshopError {
  return new WorkshopError("Stopped before Apache Kafka was up: nothing of it is left running", {
    code: "INTERRUPTED",
    cause,
  });
}

function describe(outcome: StartOutcome): string {
  const { kafkaVersion, bootstrapServers, clusterId, engine, already, movedFrom } = outcome;
  const { access } = outcome;
  return [
    `Apache Kafka ${kafkaVersion} ${already ? "is running already" : "is running"}: ` +
    bootstrapServers,
    `Cluster ${clusterId} by ${engine === "java" ? "Java" : "Docker Compose"}, ` +
    "data in ./kafka-data",
    ...(movedFrom === undefined ? [] : [
      `Port ${movedFrom} is taken by another program: ` +
      `set KAFKA_BOOTSTRAP_SERVERS=${bootstrapServers} for the other commands`,
    ]),
    ...(access === undefined ? [] : accessLines(access, bootstrapServers, here)),
    "Stop it with: deno task kafka:stop",
  ].join("\n");
}

/** A path as it is called from the project's root. */
function here(path: string): string {
  return path.replace(kafkaDataFolder(), "./kafka-data");
}

function showFetching({ files }: { files: number }): void {
  const line = `Fetching Apache Kafka ${KAFKA_VERSION}: ${files} files`;
  if (Deno.stderr.isTerminal()) {
    rewriting = true;
    Deno.stderr.writeSync(new TextEncoder().encode(`\r${line} `));
  } else if (files % 50 === 1) {
    console.error(line);
  }
}

function showLine(line: string): void {
  console.error(rewriting ? `\n${line}` : line);
}
