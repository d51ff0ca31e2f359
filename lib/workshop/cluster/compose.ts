import { WorkshopError } from "../../core/mod.ts";
import { pathOf } from "./jars.ts";
import { type Run, runProgram } from "./java.ts";
import { lastLine } from "./broker_process.ts";

const COMPOSE_FILE = new URL("../../../docker-compose.yml", import.meta.url);

/** The services of the compose file that are brokers, by broker id. */
export const BROKER_SERVICES = ["kafka", "kafka-1", "kafka-2"] as const;

/** The volumes of their data, in the same order. */
export const BROKER_VOLUMES = ["kafka-data", "kafka-data-1", "kafka-data-2"] as const;

/** The project's name in the compose file, which begins the names of its volumes. */
export const PROJECT = "kafka-workshop";

/** The brokers of the compose file. */
export interface Compose {
  /** Whether an engine answers and knows `docker compose`. */
  isAvailable(): Promise<boolean>;
  /** Starts the brokers on these ports and waits until they are healthy. */
  up(ports: readonly number[], clusterId: string, signal?: AbortSignal): Promise<void>;
  /** Which brokers run, by their ids. */
  running(): Promise<readonly number[]>;
  /** Ends one broker's container at once. */
  kill(brokerId: number): Promise<void>;
  /** Starts one broker's container again, on its data. */
  startAgain(brokerId: number): Promise<void>;
  /** Ends the brokers' containers; the data stays in its volumes. */
  stop(): Promise<void>;
  /** Removes the brokers' containers and volumes; what runs beside them stays as it is. */
  remove(): Promise<void>;
}

/** Drives `docker compose` on the project's compose file. */
export function compose(run: Run = runProgram): Compose {
  const call = async (
    args: readonly string[],
    options: { env?: Record<string, string>; signal?: AbortSignal } = {},
  ) => {
    const file = pathOf(COMPOSE_FILE);
    const project = ["-f", file, "--project-name", PROJECT, "--profile", "cluster"];
    const all = ["compose", ...project, ...args];
    return outputOf(`docker compose ${args[0]}`, await run("docker", all, options));
  };
  return {
    async isAvailable() {
      try {
        const signal = AbortSignal.timeout(10_000);
        return (await run("docker", ["info"], { signal })).success &&
          (await run("docker", ["compose", "version"], { signal })).success;
      } catch {
        return false;
      }
    },
    async up(ports, clusterId, signal) {
      const services = BROKER_SERVICES.slice(0, ports.length);
      const args = ["up", "--detach", "--wait", "--wait-timeout", "180", ...services];
      const env = composeEnvironment(ports, clusterId);
      await call(args, { env, ...(signal === undefined ? {} : { signal }) });
    },
    async running() {
      const services = (await call(["ps", "--services", "--status", "running"])).split(/\s+/);
      return BROKER_SERVICES.flatMap((name, id) => services.includes(name) ? [id] : []);
    },
    kill: async (brokerId) => void await call(["kill", serviceOf(brokerId)]),
    startAgain: async (brokerId) => void await call(["start", serviceOf(brokerId)]),
    stop: async () => void await call(["stop", "--timeout", "20", ...BROKER_SERVICES]),
    async remove() {
      await call(["rm", "--stop", "--force", ...BROKER_SERVICES]);
      const volumes = BROKER_VOLUMES.map((name) => `${PROJECT}_${name}`);
      const answer = await run("docker", ["volume", "rm", "--force", ...volumes]);
      outputOf("docker volume rm", answer);
    },
  };
}

function outputOf(command: string, answer: Awaited<ReturnType<Run>>): string {
  if (answer.success) return answer.stdout;
  throw new WorkshopError(
    `${command} failed: ${lastLine(answer.stderr)}; ` +
      "see docker compose logs, or use --engine java",
    { code: "COMPOSE_FAILED" },
  );
}

function serviceOf(brokerId: number): string {
  const service = BROKER_SERVICES[brokerId];
  if (service !== undefined) return service;
  throw new WorkshopError(`The compose file has no broker ${brokerId}: it has 0, 1 and 2`, {
    code: "UNKNOWN_BROKER",
  });
}

/** The variables that the compose file reads. */
export function composeEnvironment(
  ports: readonly number[],
  clusterId: string,
): Record<string, string> {
  const [port = 9092, port1 = port + 1, port2 = port + 2] = ports;
  return {
    KAFKA_PORT: String(port),
    KAFKA_PORT_1: String(port1),
    KAFKA_PORT_2: String(port2),
    KAFKA_CLUSTER_ID: clusterId,
    KAFKA_REPLICATION: String(ports.length),
    KAFKA_MIN_IN_SYNC: ports.length > 1 ? "2" : "1",
  };
}
