import net from "node:net";
import {
  type ApiName,
  decodeRequest,
  decodeRequestHeader,
  decodeResponse,
  encodeResponse,
  FrameSplitter,
  joinChunks,
  kafkaError,
  Reader,
} from "../protocol/mod.ts";
import { parseAddress } from "./address.ts";

const { code: errorCode } = kafkaError("NOT_COORDINATOR");
const { code: rebalancing } = kafkaError("REBALANCE_IN_PROGRESS");

/** What a coordinator says that isn't one, or not yet. */
const REFUSALS = {
  JoinGroup: { errorCode, protocolName: "", leader: "", memberId: "", members: [] },
  SyncGroup: { errorCode: rebalancing, assignment: new Uint8Array() },
  DescribeGroups: {
    groups: [{
      errorCode,
      groupId: "",
      groupState: "",
      protocolType: "",
      protocolData: "",
      members: [],
    }],
  },
};

/**
 * A way to a broker that answers the first requests of a kind itself, as a coordinator does that is
 * not ready, and sends clients to no other address.
 */
export class UnreadyCoordinator implements AsyncDisposable {
  refused = 0;
  /** Who asked for an assignment. */
  readonly memberIds = new Set<string>();
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  readonly #api: keyof typeof REFUSALS;

  private constructor(server: net.Server, api: keyof typeof REFUSALS) {
    this.#server = server;
    this.#api = api;
  }

  static async before(
    address: string,
    refusals: number,
    api: keyof typeof REFUSALS = "JoinGroup",
  ): Promise<UnreadyCoordinator> {
    const server = net.createServer();
    const way = new UnreadyCoordinator(server, api);
    server.on("connection", (client) => way.#serve(client, address, refusals));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return way;
  }

  get #port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  get address(): string {
    return `localhost:${this.#port}`;
  }

  #serve(client: net.Socket, address: string, refusals: number): void {
    const { host, port } = parseAddress(address);
    const upstream = net.connect(port, host);
    const asked = new Map<number, [name: ApiName | undefined, version: number]>();
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    const requests = new FrameSplitter(1 << 24);
    client.on("data", (chunk: Uint8Array) => {
      for (const frame of requests.push(chunk)) {
        const reader = new Reader(frame, 4);
        const { name, version, correlationId } = decodeRequestHeader(reader);
        if (name === "SyncGroup") this.memberIds.add(decodeRequest(name, version, reader).memberId);
        asked.set(correlationId, [name, version]);
        if (name !== this.#api || this.refused >= refusals) {
          upstream.write(frame);
          continue;
        }
        this.refused++;
        const answer = encodeResponse(name, version, correlationId, REFUSALS[name]);
        client.write(joinChunks(answer));
      }
    });
    const answers = new FrameSplitter(1 << 24);
    upstream.on("data", (chunk: Uint8Array) => {
      for (const frame of answers.push(chunk)) {
        const [name, version] = asked.get(new Reader(frame, 4).int32())!;
        client.write(name === undefined ? frame : this.#moved(name, version, frame));
      }
    });
  }

  #moved(name: ApiName, version: number, frame: Uint8Array): Uint8Array {
    const port = this.#port;
    if (name === "Metadata") {
      const { correlationId, body } = decodeResponse(name, version, new Reader(frame, 4));
      const brokers = body.brokers.map((broker) => ({ ...broker, port }));
      return joinChunks(encodeResponse(name, version, correlationId, { ...body, brokers }));
    }
    if (name !== "FindCoordinator") return frame;
    const { correlationId, body } = decodeResponse(name, version, new Reader(frame, 4));
    const coordinators = body.coordinators.map((one) => ({ ...one, port }));
    return joinChunks(
      encodeResponse(name, version, correlationId, { ...body, port, coordinators }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
