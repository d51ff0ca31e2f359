import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import type { OutgoingRecord } from "../../kafka/mod.ts";
import { routeCall } from "../_route_call.ts";
import type { PageRoute } from "../routing.ts";

/** A cluster of one broker, and what a page would have of it. */
export async function openLog(topics: Readonly<Record<string, number>> = {}) {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await Cluster.start());
  const kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
  const admin = stack.use(await kafka.admin());
  const names = Object.entries(topics);
  await admin.createTopics(names.map(([name, partitions]) => ({ name, partitions })));
  const session = stack.use(await kafka.producer());
  const opened = stack.move();
  return {
    ...{ cluster, kafka, admin },
    put: (topic: string, partition: number, records: readonly OutgoingRecord[]) =>
      session.produce({ topic, partition, records }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Calls a route as the dispatcher does. */
export async function call(
  routes: readonly PageRoute[],
  address: string,
  { method = "GET", body }: { readonly method?: string; readonly body?: unknown } = {},
): Promise<Response> {
  const { pathname, searchParams } = new URL(address, "http://localhost");
  const route = routes.find((each) => each.path === pathname && each.method === method);
  if (route === undefined) throw new Error(`No route answers ${method} ${pathname}`);
  return await route.answer(routeCall({ query: searchParams, body }));
}
