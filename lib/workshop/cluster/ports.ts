import { WorkshopError } from "../../core/mod.ts";

/** Whether a port of the loopback interface is free. */
export function isPortFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) {
      return false;
    }
    throw error;
  }
}

/** Ports of the loopback interface that the system holds free right now, each another one. */
export function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}

/** The first of `count` neighbouring free ports, looked for from `port` upwards. */
export function nextFreePort(port: number, count = 1): number {
  for (let first = port; first + count - 1 <= 65_535; first++) {
    if (neighbours(first, count).every(isPortFree)) return first;
  }
  throw new WorkshopError(`No ${count} free ports from ${port} upwards: choose a lower --port`, {
    code: "PORT_TAKEN",
  });
}

/**
 * The ports of `count` brokers from `port` on.
 *
 * @throws {WorkshopError} code `PORT_TAKEN`, naming the first that another program holds
 */
export function requireFreePorts(port: number, count: number): number[] {
  const ports = neighbours(port, count);
  const taken = ports.find((candidate) => !isPortFree(candidate));
  if (taken === undefined) return ports;
  throw new WorkshopError(
    `Port ${taken} is taken by another program: stop that one, or choose another port with --port`,
    { code: "PORT_TAKEN" },
  );
}

function neighbours(port: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => port + index);
}
