import { waitFor, WorkshopError } from "../../core/mod.ts";
import { BrokersControl } from "./brokers_control.ts";
import type { Compose } from "./compose.ts";
import type { ClusterControl } from "./control.ts";
import { describeCluster } from "./describe_cluster.ts";

/** The compose file's only controller is this broker too. */
const CONTROLLER = 0;
const STARTED_MS = 60_000;

/**
 * Control of the containers that `docker compose` runs. It can't hold replication, since nothing
 * stands between the containers, nor clean at once, since their cleaners are not set to be quick.
 */
export function composeControl(docker: Compose, ports: readonly number[]): ClusterControl {
  return new BrokersControl({
    brokerIds: ports.map((_, id) => id),
    addressOf: (id) => ({ port: ports[id]! }),
    async end(id) {
      if (id === CONTROLLER) throw impossible(`Broker ${id} is also the only controller`);
      await docker.kill(id);
    },
    async begin(id) {
      await docker.startAgain(id);
      await waitFor(() => describeCluster(ports[id]!).catch(() => undefined), {
        what: `the container of broker ${id} to answer on localhost:${ports[id]}`,
        timeoutMs: STARTED_MS,
      });
    },
    holdReplication: () => Promise.reject(impossible("Nothing stands between the containers")),
    cleanNow: () => Promise.reject(impossible("The containers' cleaners are not set to be quick")),
  });
}

function impossible(why: string): WorkshopError {
  return new WorkshopError(
    `${why} in Docker Compose: use the embedded cluster, or an Apache Kafka by Java`,
    { code: "NOT_WITH_DOCKER" },
  );
}
