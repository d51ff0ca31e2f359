import { WorkshopError } from "../../core/mod.ts";
import type { ClusterRecord, Engine } from "./cluster_record.ts";
import { isPortFree, nextFreePort, requireFreePorts } from "./ports.ts";

const DEFAULT_PORT = 9092;

/** Refuses to start, as something else, what is there already. */
export function refuseOtherShape(
  there: ClusterRecord,
  asked: { brokers?: number; port?: number | undefined; engine?: Engine; secure?: boolean },
  verb: string,
): void {
  const count = there.brokers.length;
  const differs = [
    asked.brokers !== undefined && asked.brokers !== count && `${count} broker(s)`,
    asked.port !== undefined && asked.port !== there.brokers[0]?.port &&
    `port ${there.brokers[0]?.port}`,
    asked.engine !== undefined && asked.engine !== there.engine && `engine ${there.engine}`,
    asked.secure === true && !there.secure && "no --secure",
  ].find((text) => typeof text === "string");
  if (differs === undefined) return;
  const remedy = verb === "runs" ? "kafka:stop first" : "kafka:clean first, which removes its data";
  throw new WorkshopError(
    `The Apache Kafka of this folder ${verb} with ${differs}: deno task ${remedy}`,
    { code: "OTHER_SHAPE" },
  );
}

/** The brokers' ports: those asked for, those of the data, or the next that are free. */
export function choosePorts(
  options: { brokers?: 1 | 3; port?: number },
  before: ClusterRecord | undefined,
): { ports: number[]; movedFrom: number | undefined } {
  const count = options.brokers ?? before?.brokers.length ?? 1;
  if (options.port !== undefined) {
    return { ports: requireFreePorts(options.port, count), movedFrom: undefined };
  }
  const wanted = before?.brokers.map(({ port }) => port);
  if (wanted?.every(isPortFree)) return { ports: wanted, movedFrom: undefined };
  const wantedFirst = wanted?.[0] ?? DEFAULT_PORT;
  const first = nextFreePort(wantedFirst, count);
  const ports = requireFreePorts(first, count);
  return { ports, movedFrom: first === wantedFirst ? undefined : wantedFirst };
}
