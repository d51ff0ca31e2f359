import type { Db, MongoClient } from "mongodb";
import type { StoreSize } from "./store.ts";

/** Counts the connections that a client of ours has open. */
export function ownConnections(client: MongoClient): () => number {
  let open = 0;
  client.on("connectionCreated", () => void open++);
  client.on("connectionClosed", () => void open--);
  return () => open;
}

/**
 * How large a collection is, by the server's own statistics: nothing is counted through. How many
 * connections the server has it tells only to users with the role clusterMonitor; to others `own`
 * stands for them.
 */
export async function mongoSize(
  database: Db,
  collection: string,
  own: () => number,
): Promise<StoreSize> {
  const [statistics, connections] = await Promise.all([
    database.command({ collStats: collection }),
    serversConnections(database).then((current) => current ?? own(), own),
  ]);
  const { count = 0, size = 0, storageSize = 0, totalIndexSize = 0 } = statistics;
  return {
    documents: Number(count),
    // A server that keeps nothing on a disk tells 0 for what is stored.
    sizeBytes: (Number(storageSize) || Number(size)) + Number(totalIndexSize),
    connections,
  };
}

/** Everything else that serverStatus would tell is left out: it is much. */
async function serversConnections(database: Db): Promise<number | undefined> {
  const { connections } = await database.command({
    serverStatus: 1,
    metrics: 0,
    wiredTiger: 0,
    locks: 0,
    repl: 0,
  });
  return connections?.current === undefined ? undefined : Number(connections.current);
}
