/** The folder that keeps Apache Kafka's data, in the project's root. */
export function kafkaDataFolder(): string {
  const path = decodeURIComponent(new URL("../../kafka-data", import.meta.url).pathname);
  return Deno.build.os === "windows" ? path.slice(1) : path;
}
