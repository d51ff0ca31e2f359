import { attachBroker, type BrokerProcess, propertiesPath } from "./broker_process.ts";
import { readText } from "./jars.ts";

/** The folder of one broker in a cluster's folder. */
export function brokerFolder(dir: string, id: number): string {
  return `${dir}/broker-${id}`;
}

/** Takes up a broker that another process started. */
export function attachedBroker(dir: string, id: number, pid: number): BrokerProcess {
  return attachBroker(pid, brokerFolder(dir, id));
}

/** The id that a cluster's folder was formatted with, if it was. */
export async function storedClusterId(dir: string): Promise<string | undefined> {
  const meta = await readText(`${brokerFolder(dir, 0)}/data/meta.properties`);
  return /^cluster\.id=(.+)$/m.exec(meta ?? "")?.[1];
}

/** Twenty-two characters of base64url, as Apache Kafka's own; a leading dash looks like a flag. */
export function randomClusterId(): string {
  while (true) {
    const id = crypto.getRandomValues(new Uint8Array(16)).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
    if (!id.startsWith("-")) return id;
  }
}

/** Writes a broker's properties: they may hold passwords, so only their owner may read them. */
export async function writeProperties(folder: string, text: string): Promise<void> {
  await writePrivate(propertiesPath(folder), text);
}

/** Writes a file that nobody else on this machine may read, whatever stood there before. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.writeTextFile(path, text, { mode: 0o600, createNew: true });
}
