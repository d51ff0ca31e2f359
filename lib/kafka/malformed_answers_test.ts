import net from "node:net";
import { assertEquals, assertRejects } from "@std/assert";
import { nullLogger, seededRandom, WorkshopError } from "../core/mod.ts";
import { parseAddress } from "./address.ts";
import { connectKafka } from "./connect.ts";
import { ConnectionError } from "./errors.ts";
import { createKafkajs } from "./kafkajs_client.ts";
import { WireConnection } from "./wire/connection.ts";

/** A server that answers every chunk with bytes of the caller's choice. */
async function serve(answer: (request: Uint8Array) => Uint8Array) {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (request: Uint8Array) => socket.write(answer(request)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `localhost:${(server.address() as net.AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const CASES: Readonly<Record<string, (request: Uint8Array) => Uint8Array>> = {
  "a web server's answer": () => new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"),
  "a negative length": () => Uint8Array.of(0xff, 0xff, 0xff, 0xfe, 1, 2, 3, 4),
  "a frame too short for an answer": () => Uint8Array.of(0, 0, 0, 1, 7),
  "an answer to another request": () => Uint8Array.of(0, 0, 0, 8, 9, 9, 9, 9, 0, 0, 0, 0),
  "an answer that ends too early": (request) =>
    Uint8Array.of(0, 0, 0, 6, ...request.subarray(8, 12), 0, 0),
};

for (const [name, answer] of Object.entries(CASES)) {
  Deno.test(`${name} ends the connection, not the process`, async () => {
    await using server = await serve(answer);
    const connection = { bootstrapServers: [server.address], connectionTimeoutMs: 200 };
    await using kafka = connectKafka(connection, { logger: nullLogger });
    for (const open of [() => kafka.producer(), () => kafka.admin()]) {
      const error = await assertRejects(open, WorkshopError);
      assertEquals(error.code, "CONNECTION_FAILED");
    }
  });
}

for (
  const [name, code] of [
    ["a web server's answer", "FRAME_LENGTH"],
    ["an answer to another request", "MALFORMED_ANSWER"],
  ] as const
) {
  Deno.test(`kafkajs loses a connection with ${name}, and tells which`, async () => {
    await using server = await serve(CASES[name]!);
    const warnings: WorkshopError[] = [];
    const client = createKafkajs({ bootstrapServers: [server.address] }, {
      logger: nullLogger,
      retries: 0,
      onWarning: (warning) => warnings.push(warning),
    });
    await assertRejects(() => client.kafkajs.admin().connect());
    client.destroySockets();
    assertEquals(warnings.map((warning) => warning.code), [code]);
  });
}

Deno.test("random answers end connections, not the process", async () => {
  const random = seededRandom("malformed answers");
  await using server = await serve((request) => {
    const body = random.bytes(random.int(0, 40));
    const length = random.int(0, 3) === 0 ? random.int(0, 60) : body.length + 4;
    return Uint8Array.of(0, 0, 0, length, ...request.subarray(8, 12), ...body);
  });
  const options = {
    clientId: "test",
    tls: false,
    sasl: undefined,
    onAnswer: () => {},
    connectionTimeoutMs: 20,
    signal: new AbortController().signal,
  } as const;
  for (let round = 0; round < 150; round++) {
    await assertRejects(
      () => WireConnection.open(parseAddress(server.address), options),
      ConnectionError,
    );
  }
});
