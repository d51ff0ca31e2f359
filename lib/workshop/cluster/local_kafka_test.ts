import { assertEquals, assertRejects } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { WorkshopError } from "../../core/mod.ts";
import type { Compose } from "./compose.ts";
import { LocalKafka } from "./local_kafka.ts";
import { freePorts } from "./ports.ts";

/** A Docker whose container is an embedded cluster. */
class FakeDocker implements Compose, AsyncDisposable {
  readonly calls: string[] = [];
  available = true;
  broken = false;
  #cluster: Cluster | undefined;

  isAvailable(): Promise<boolean> {
    return Promise.resolve(this.available);
  }

  async up(ports: readonly number[], clusterId: string): Promise<void> {
    this.calls.push("up");
    if (this.broken) throw new WorkshopError("No space left", { code: "COMPOSE_FAILED" });
    this.#cluster = await Cluster.start({ ports, clusterId });
  }

  running(): Promise<readonly number[]> {
    return Promise.resolve(this.#cluster === undefined ? [] : [0]);
  }

  async kill(brokerId: number): Promise<void> {
    await this.#cluster?.kill(brokerId);
  }

  async startAgain(brokerId: number): Promise<void> {
    await this.#cluster?.revive(brokerId);
  }

  async stop(): Promise<void> {
    this.calls.push("stop");
    await this.#cluster?.close();
    this.#cluster = undefined;
  }

  async remove(): Promise<void> {
    this.calls.push("remove");
    await this.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster?.close();
  }
}

async function inFolder(
  work: (setting: { dir: string; docker: FakeDocker; local: LocalKafka }) => Promise<void>,
): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const root = await Deno.makeTempDir({ dir: ".runs", prefix: "local-kafka-" });
  const dir = `${root}/kafka-data`;
  try {
    await using docker = new FakeDocker();
    await work({ dir, docker, local: new LocalKafka(dir, docker) });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("a start says where the cluster is, and a second one finds it running", async () => {
  await inFolder(async ({ local, docker }) => {
    const [port = 0] = freePorts(1);
    const first = await local.start({ port });
    assertEquals([first.up, first.already, first.engine], [true, false, "docker"]);
    assertEquals(first.bootstrapServers, `localhost:${port}`);
    const second = await local.start();
    assertEquals([second.already, second.clusterId], [true, first.clusterId]);
    assertEquals(docker.calls, ["up"]);
  });
});

Deno.test("a running cluster is not started in another shape", async () => {
  await inFolder(async ({ local }) => {
    const [port = 0, other] = freePorts(2);
    await local.start({ port });
    for (const shape of [{ brokers: 3 }, { port: other! }, { engine: "java" }] as const) {
      const error = await assertRejects(() => local.start(shape), WorkshopError, "kafka:stop");
      assertEquals(error.code, "OTHER_SHAPE");
    }
  });
});

Deno.test("stop keeps the cluster's id and port for the next start", async () => {
  await inFolder(async ({ local }) => {
    const [port = 0] = freePorts(1);
    const first = await local.start({ port });
    assertEquals(await local.stop(), true);
    assertEquals((await local.status())?.up, false);
    assertEquals(await local.stop(), false);
    const second = await local.start();
    assertEquals([second.clusterId, second.bootstrapServers], [
      first.clusterId,
      first.bootstrapServers,
    ]);
  });
});

Deno.test("the port of the data that another program holds is replaced, and told", async () => {
  await inFolder(async ({ local }) => {
    const [port = 0] = freePorts(1);
    await local.start({ port });
    await local.stop();
    using _other = Deno.listen({ hostname: "127.0.0.1", port });
    const moved = await local.start();
    assertEquals(moved.movedFrom, port);
    assertEquals(moved.up, true);
  });
});

Deno.test("a port asked for and taken is an error, and nothing is started", async () => {
  await inFolder(async ({ local, docker }) => {
    using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = other.addr as Deno.NetAddr;
    await assertRejects(() => local.start({ port }), WorkshopError, `Port ${port} is taken`);
    assertEquals([docker.calls, await local.status()], [[], undefined]);
  });
});

Deno.test("a start that fails removes what it made", async () => {
  await inFolder(async ({ local, docker }) => {
    docker.broken = true;
    const [port = 0] = freePorts(1);
    await assertRejects(() => local.start({ port }), WorkshopError, "No space left");
    assertEquals(docker.calls, ["up", "remove", "stop"]);
    assertEquals(await local.status(), undefined);
  });
});

Deno.test("clean removes the folder, and does nothing when there is none", async () => {
  await inFolder(async ({ local, docker, dir }) => {
    assertEquals(await local.clean(), false);
    await local.start({ port: freePorts(1)[0]! });
    assertEquals(await local.clean(), true);
    assertEquals(docker.calls, ["up", "stop", "remove", "stop"]);
    await assertRejects(() => Deno.stat(dir), Deno.errors.NotFound);
  });
});

Deno.test("clean leaves the jars that other clusters run on", async () => {
  await inFolder(async ({ local, dir }) => {
    await local.start({ port: freePorts(1)[0]! });
    await Deno.mkdir(`${dir}/libs`);
    await Deno.writeTextFile(`${dir}/libs/kafka.jar`, "");
    assertEquals(await local.clean(), true);
    assertEquals((await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name), ["libs"]);
    assertEquals(await Deno.readTextFile(`${dir}/libs/kafka.jar`), "");
    assertEquals(await local.clean(), false);
  });
});

Deno.test("containers have no secure cluster, and say what has one", async () => {
  await inFolder(async ({ local, docker }) => {
    const start = () => local.start({ engine: "docker", secure: true });
    await assertRejects(start, WorkshopError, "--engine java");
    assertEquals(docker.calls, []);
  });
});

Deno.test("clean refuses a folder that something else wrote, or still uses", async () => {
  await inFolder(async ({ local, dir }) => {
    await Deno.mkdir(dir);
    await Deno.writeTextFile(`${dir}/thesis.txt`, "");
    await assertRejects(() => local.clean(), WorkshopError, "thesis.txt");
    await Deno.remove(`${dir}/thesis.txt`);
    const [port = 0] = freePorts(1);
    const { clusterId } = await local.start({ port });
    await local.stop();
    await using _foreign = await Cluster.start({ ports: [port], clusterId });
    await assertRejects(() => local.clean(), WorkshopError, `localhost:${port}`);
  });
});
