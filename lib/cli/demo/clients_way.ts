import type { WireProxy } from "../../dashboard/mod.ts";
import { connectKafka, type Kafka, type KafkaConnection, type KafkaDeps } from "../../kafka/mod.ts";
import { openWireHere } from "../dashboard/wire_here.ts";
import { PROXY_PORT } from "../proxy/upstream.ts";
import type { DemoCluster } from "./open_cluster.ts";
import type { DemoPlan } from "./plan.ts";

/** By which way the systems' clients reach the cluster; the demo itself goes straight. */
export interface ClientsWay {
  readonly connection: KafkaConnection;
  /** The producers' own. */
  readonly kafka: Kafka;
  /** The proxy through which they go, where the dashboard may switch faults. */
  readonly wire: WireProxy | undefined;
}

/** A proxy stands between clients and cluster where the dashboard may change things, else nothing. */
export async function clientsWay(
  plan: Pick<DemoPlan, "write">,
  { cluster, kafka, opened, ...deps }: KafkaDeps & {
    readonly cluster: DemoCluster;
    readonly kafka: Kafka;
    readonly opened: AsyncDisposableStack;
  },
): Promise<ClientsWay> {
  const straight = cluster.connection;
  if (!plan.write) return { connection: straight, kafka, wire: undefined };
  const { view } = opened.use(
    await openWireHere({
      connection: { tls: straight.tls ?? false },
      known: { kind: cluster.kind, bootstrapServers: straight.bootstrapServers.join(",") },
      port: PROXY_PORT,
    }),
  );
  const connection = {
    ...straight,
    bootstrapServers: view.address.split(","),
    tls: false,
  } as const;
  return { connection, kafka: opened.use(connectKafka(connection, deps)), wire: view };
}
