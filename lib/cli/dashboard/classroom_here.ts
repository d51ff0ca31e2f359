import { labs } from "../../../labs/manifest.ts";
import type { Logger } from "../../core/mod.ts";
import { type Classroom, type ListenAddress, openClassroom } from "../../dashboard/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";

/** What a class was asked for with. */
export interface ClassroomWish {
  readonly address: ListenAddress;
  /** That of an earlier start. @default {a fresh one} */
  readonly token?: string | undefined;
}

/** Opens the class of this workshop's labs. */
export function openClassroomHere(
  { address, token }: ClassroomWish,
  { kafka, logger }: { readonly kafka: Kafka; readonly logger: Logger },
): Promise<Classroom> {
  return openClassroom({
    kafka,
    logger,
    labs: labs.map(({ number, title }) => ({ number, title })),
    address,
    ownAddresses: ownAddresses(),
    ...(token !== undefined && { token }),
  });
}

/** Addresses of this machine that others may reach; none where that can't be asked. */
function ownAddresses(): string[] {
  try {
    return Deno.networkInterfaces()
      .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
      .map(({ address }) => address);
  } catch {
    return [];
  }
}
