// A cluster on a data folder, to be killed: it prints its port and how many bytes its start read.
import { Cluster } from "../../broker/mod.ts";
import type { Logger } from "../../core/mod.ts";

let scannedBytes = 0;
const logger: Logger = {
  log(level, message, details) {
    if (level === "WARN" || level === "ERROR") console.error(message);
    scannedBytes = Number(details?.scannedBytes ?? scannedBytes);
  },
  child: () => logger,
};

const cluster = await Cluster.start({ dataDir: Deno.args[0]!, logger });
const port = Number(cluster.bootstrapServers.split(":")[1]);
console.log(JSON.stringify({ port, scannedBytes }));
