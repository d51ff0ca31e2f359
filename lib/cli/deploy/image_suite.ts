// Run by `deno task test:image`: needs Linux with namespaces, and the npm registry.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { SYSTEMS } from "../../systems/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { freePorts } from "../../workshop/cluster/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { copyContext, imageContext } from "./image_context.ts";
import { readProjectFile, readStack, type Service } from "./stack.ts";

/** Where the image's files lie, and the packages beside them. */
interface Image {
  readonly app: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Nothing answers there: a program that asks the network for a package fails. */
const NO_NETWORK = { HTTPS_PROXY: "http://127.0.0.1:1", NO_PROXY: "localhost,127.0.0.1" };

/** The commands of the Dockerfile's two stages that run Deno. */
async function denoCommands(): Promise<[install: string[], cache: string[]]> {
  const text = (await readProjectFile("deploy/Dockerfile")).replaceAll(/\\\n/g, " ");
  const [install = "", cache = ""] = [...text.matchAll(/^RUN (deno .*?)(?:&&.*)?$/gm)]
    .map(([, command]) => command!);
  return [install.trim().split(/\s+/), cache.trim().split(/\s+/)];
}

async function succeed([program = "", ...args]: readonly string[], cwd: string, env: Image["env"]) {
  const command = new Deno.Command(program, { args, cwd, env: { ...env, NO_COLOR: "1" } });
  const { success, stderr } = await command.output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
}

/** Does what the Dockerfile does. */
async function build(folder: string): Promise<Image> {
  const [install, cache] = await denoCommands();
  const context = await imageContext();
  const env = { DENO_DIR: `${folder}/deno-dir` };
  const packages = { ...context, roots: ["deno.json", "deno.lock", "vendor"] };
  await copyContext(packages, `${folder}/packages`);
  await succeed(install, `${folder}/packages`, env);
  await copyContext(context, `${folder}/app`);
  await succeed(cache, `${folder}/app`, { ...env, ...NO_NETWORK });
  for (const name of ["logs", ".runs"]) await Deno.mkdir(`${folder}/app/${name}`);
  return { app: `${folder}/app`, env };
}

/** Runs a program as a container with a read-only file system does. */
function contained({ app, env }: Image, words: readonly string[], settings: Image["env"] = {}) {
  const script = `
    set -e
    for place in "$PWD" "$DENO_DIR"; do
      mount --bind "$place" "$place"; mount -o remount,bind,ro "$place"
    done
    mount -t tmpfs tmpfs "$PWD/logs"; mount -t tmpfs tmpfs "$PWD/.runs"
    cd "$PWD"
    exec "$@"`;
  return new Deno.Command("unshare", {
    args: ["-Urm", "sh", "-c", script, "sh", ...words],
    cwd: app,
    env: { ...env, ...NO_NETWORK, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...settings },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function outputOf(command: Deno.Command): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await command.output();
  return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/** A service's own settings, with the addresses of this machine in place of the containers'. */
function settingsOf(service: Service, here: Image["env"]): Image["env"] {
  const { MONGODB_URI: _, MONGODB_DATABASE: __, ...own } = service.environment ?? {};
  return { ...own, ...here };
}

/** Whether a program says by itself that it is ready. */
async function isReady(image: Image, port: number): Promise<boolean> {
  const ask = ["deno", "run", "--quiet", "--cached-only", "--allow-net=127.0.0.1"];
  const check = [...ask, "deploy/container/health.ts", String(port)];
  return (await outputOf(contained(image, check))).code === 0;
}

Deno.test("the image's programs work with nothing to write to, no network, and end on SIGTERM", async (t) => {
  await using folder = await openRunFolder("image");
  const image = await build(folder.path);
  await using cluster = await Cluster.start();
  const { bootstrapServers } = cluster;
  await using kafka = connectKafka({ bootstrapServers: [bootstrapServers] });
  await using registry = await startRegistry(kafka, { port: 0 });

  await t.step("the file system is read-only", async () => {
    const refused = await outputOf(contained(image, ["touch", "deno.json"]));
    assertStringIncludes(refused.said, "Read-only file system");
  });

  await t.step("what one sends another handles, and tells in its metrics", async () => {
    const [port, other] = freePorts(2) as [number, number];
    const settings = { KAFKA_BOOTSTRAP_SERVERS: bootstrapServers, METRICS_HOST: "0.0.0.0" };
    const consume = ["deno", "task", "consume", "random_events"];
    const consuming = { ...settings, METRICS_PORT: String(port) };
    await using consumer = contained(image, consume, consuming).spawn();
    await waitFor(() => isReady(image, port), { what: "the consumer", timeoutMs: 60_000 });
    const produce = ["deno", "task", "produce", "random_events", "--count", "10", "--rate", "100"];
    const producing = { ...settings, METRICS_PORT: String(other) };
    const produced = await outputOf(contained(image, produce, producing));
    assertStringIncludes(produced.said, '"acknowledged":10,"failed":0');
    const metrics = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
      return /processor_messages_total\{[^}]*outcome="ok"[^}]*\} 10\n/.test(await answer.text());
    };
    await waitFor(metrics, { what: "ten events in the consumer's metrics", timeoutMs: 60_000 });
    consumer.kill("SIGTERM");
    const { code, stdout } = await consumer.output();
    assertEquals(code, 0);
    assertStringIncludes(new TextDecoder().decode(stdout), '"processed":10');
  });

  for (const [name, service] of await lastingRoles()) {
    await t.step(`${name} becomes ready, and ends in order`, async () => {
      const [port] = freePorts(1) as [number];
      const settings = settingsOf(service, {
        KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
        SCHEMA_REGISTRY_URL: registry.url,
        METRICS_PORT: String(port),
      });
      await using program = contained(image, service.command!, settings).spawn();
      const output = program.output();
      const ended = output.then(() => true);
      const ready = () => Promise.race([isReady(image, port), ended]);
      await waitFor(ready, { what: `${name} to be ready`, timeoutMs: 60_000 });
      program.kill("SIGTERM");
      const { code, stderr } = await output;
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    });
  }
});

/** The services that are a role of a system and run on. */
async function lastingRoles(): Promise<[name: string, service: Service][]> {
  const { services } = await readStack();
  return Object.entries(services).filter(([, { command = [], restart }]) =>
    ["produce", "consume"].includes(command[2]!) && restart !== "no" &&
    SYSTEMS.some(({ name, producers, consumers }) =>
      name === command[3] &&
      (command[4] === undefined ||
        [...producers, ...consumers].some((role) => role.name === command[4]))
    )
  );
}
