import { connect } from "node:net";
import { encodeRequest, FrameSplitter, joinChunks } from "../../protocol/mod.ts";

/** The mark of the request that follows a volley: when it is answered, all before it was dealt with. */
const LAST_ID = 0x5eed_5eed;
const LAST = joinChunks(
  encodeRequest("ApiVersions", 0, { correlationId: LAST_ID, clientId: "f" }, {}),
);
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * What became of a volley: all of it was dealt with, the broker closed the connection, or nothing
 * came for a while, since a request may wait and a frame may claim more than was sent.
 */
export type VolleyOutcome = "answered" | "closed" | "waiting";

/** What stands behind the length of an answer. */
function correlationIdOf({ buffer, byteOffset }: Uint8Array): number {
  return new DataView(buffer, byteOffset).getInt32(4);
}

/** Sends frames on a connection of their own, and a request behind them that is well formed. */
export function volley(
  port: number,
  frames: readonly Uint8Array[],
  { patienceMs }: { readonly patienceMs: number },
): Promise<VolleyOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<VolleyOutcome>();
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const splitter = new FrameSplitter(MAX_ANSWER_BYTES);
  let connected = false;
  let timer = setTimeout(() => end("waiting"), patienceMs);
  const end = (outcome: VolleyOutcome) => {
    clearTimeout(timer);
    resolve(outcome);
    socket.resetAndDestroy();
  };
  socket.on("connect", () => {
    connected = true;
    socket.write(joinChunks([...frames, LAST]));
  });
  socket.on("data", (chunk: Uint8Array) => {
    clearTimeout(timer);
    timer = setTimeout(() => end("waiting"), patienceMs);
    const answers = splitter.push(chunk);
    if (answers.some((answer) => correlationIdOf(answer) === LAST_ID)) end("answered");
  });
  socket.on("error", (error) => {
    if (!connected) {
      clearTimeout(timer);
      return reject(error);
    }
    end("closed");
  });
  socket.on("close", () => end("closed"));
  return promise;
}
