import { ListenError, startClusterInWorker } from "../../broker/mod.ts";
import { connectionOf, loadConfig } from "../../config/mod.ts";
import { ConfigError, messageOf, WorkshopError } from "../../core/mod.ts";
import { isListening, type Proxy, startProxy, type UpstreamTls } from "../../proxy/mod.ts";
import { brokerVersion } from "../../workshop/mod.ts";
import { describeCluster } from "../../workshop/cluster/mod.ts";
import { flag, number, type OptionValues, text } from "../options.ts";

/** Where a proxy listens unless somebody wants it elsewhere. */
export const PROXY_PORT = 19_092;

/** The flags that say what a proxy stands in front of. */
export const UPSTREAM_OPTIONS = {
  upstream: text(
    "HOST:PORT",
    "Broker to stand in front of (default KAFKA_BOOTSTRAP_SERVERS, else localhost:9092)",
  ),
  embedded: flag("Stand in front of an embedded cluster of its own"),
  port: number("Port for the clients; 0 takes a free one", {
    fallback: PROXY_PORT,
    min: 0,
    max: 65_535,
  }),
  tls: flag("Dial the broker by TLS; the clients' side stays plain"),
  ca: text("FILE", "PEM file of the authority that signed the broker's certificate; means --tls"),
};

/** What the flags say. */
export interface UpstreamChoice {
  readonly options: OptionValues<typeof UPSTREAM_OPTIONS>;
  readonly given: ReadonlySet<string>;
}

/** A proxy with what stands behind it, ended together. */
export interface OpenProxy extends AsyncDisposable {
  readonly proxy: Proxy;
  /** What it stands in front of, with the version as far as that is told. */
  readonly title: string;
}

/** What a proxy stands in front of. */
export interface Upstream {
  readonly address: string;
  readonly title: string;
  readonly tls?: UpstreamTls;
}

/** Starts what the flags ask for. */
export async function openProxy(choice: UpstreamChoice): Promise<OpenProxy> {
  const stack = new AsyncDisposableStack();
  try {
    const upstream = choice.options.embedded
      ? await embedded(choice, stack)
      : await other(choice.options);
    const { port } = choice.options;
    const explicit = choice.given.has("port");
    const proxy = stack.use(await startBefore(upstream, { port, explicit }));
    return { proxy, title: upstream.title, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function embedded(
  { given }: UpstreamChoice,
  stack: AsyncDisposableStack,
): Promise<Upstream> {
  for (const name of ["upstream", "tls", "ca"]) {
    if (given.has(name)) throw new ConfigError(`--embedded and --${name} don't go together`);
  }
  const cluster = stack.use(
    await startClusterInWorker({}).catch((cause) => {
      throw cause instanceof ListenError ? new ConfigError(cause.message, { cause }) : cause;
    }),
  );
  return {
    address: cluster.bootstrapServers,
    title: `Embedded cluster ${cluster.clusterId}, speaking Kafka 4.1`,
  };
}

async function other(options: UpstreamChoice["options"]): Promise<Upstream> {
  const settings = connectionOf(loadConfig());
  const address = options.upstream ?? settings.bootstrapServers.join(",");
  const tls = tlsOf(options, options.upstream === undefined ? settings.tls : false);
  const title = await titleOf(address, tls !== undefined);
  return { address, title, ...(tls !== undefined && { tls }) };
}

function tlsOf(
  { tls, ca }: UpstreamChoice["options"],
  settings: UpstreamTls | false,
): UpstreamTls | undefined {
  if (ca !== undefined) return { ca: readPem(ca) };
  if (tls) return settings || {};
  return settings || undefined;
}

function readPem(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new ConfigError(`--ca names ${path}, which can't be read (${messageOf(cause)})`, {
      cause,
    });
  }
}

/** A proxy may be there before its broker: then that is all that is told of it. */
async function titleOf(address: string, isTls: boolean): Promise<string> {
  if (!await isListening(address)) return `Kafka at ${address}, where nothing answers yet`;
  if (isTls) return `Kafka by TLS at ${address}, version not told`;
  const [first = address] = address.split(",");
  const version = await brokerVersion(first);
  if (version !== undefined) return `Apache Kafka ${version} at ${address}`;
  const [, port] = /^(?:localhost|127\.0\.0\.1):(\d+)$/.exec(first) ?? [];
  const described = port === undefined
    ? undefined
    : await describeCluster(Number(port)).catch(() => undefined);
  if (described?.clusterId.startsWith("embedded-")) {
    return `Embedded cluster ${described.clusterId} at ${address}`;
  }
  return `Kafka at ${address}, version not told`;
}

/** Starts a proxy there, or on a free port where nobody insisted on that one. */
export async function startBefore(
  upstream: Upstream,
  { port, explicit }: { readonly port: number; readonly explicit: boolean },
): Promise<Proxy> {
  const start = (port: number) =>
    startProxy({
      upstream: upstream.address,
      port,
      ...(upstream.tls !== undefined && { tls: upstream.tls }),
    });
  try {
    return await start(port);
  } catch (error) {
    if (!(error instanceof WorkshopError) || error.code !== "PORT_TAKEN") throw error;
    if (explicit) throw new ConfigError(error.message, { cause: error });
    console.error(`Port ${port} is taken: a free one is used`);
    return await start(0);
  }
}
