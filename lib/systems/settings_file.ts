/** The address by which containers of the stack reach the broker; elsewhere nobody knows it. */
const CONTAINER_ADDRESS = "kafka:9092";

/** The path of a file of settings that comes with a role. */
export function settingsPath(file: URL): string {
  const path = decodeURIComponent(file.pathname);
  return Deno.build.os === "windows" ? path.slice(1) : path;
}

/**
 * Leaves the address of the stack's containers in such a file without effect, so that a program on
 * this machine begins at localhost: containers are told theirs by KAFKA_BOOTSTRAP_SERVERS.
 */
export function withoutContainerAddress(name: string, value: unknown): boolean {
  return name === "bootstrapServers" && String(value) === CONTAINER_ADDRESS;
}
