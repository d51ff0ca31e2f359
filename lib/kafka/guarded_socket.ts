import type net from "node:net";
import { messageOf, WorkshopError } from "../core/mod.ts";
import { CorruptDataError } from "./errors.ts";
import { FrameGuard } from "./frame_guard.ts";

/** Where a request has its correlation id, behind its length, its key and its version. */
const ID_AT = 8;

/**
 * Stands between a socket and kafkajs, whose decoder throws in a data handler, which ends the
 * process: a length that can't be and any other fault of decoding end this connection only. So does
 * an answer to nothing that was asked, which kafkajs drops, to wait for the right one in vain.
 */
export function guardedSocket(
  socket: net.Socket,
  peer: string,
  onWarning: ((warning: WorkshopError) => void) | undefined,
): net.Socket {
  const asked = new Set<number>();
  const onAnswer = (correlationId: number) => {
    if (!asked.delete(correlationId)) throw unasked(peer);
  };
  const guard = new FrameGuard({ peer, onAnswer });
  const on = socket.on.bind(socket);
  const write = socket.write.bind(socket);
  const end = socket.end.bind(socket);
  const fail = (error: unknown) => {
    const warning = error instanceof WorkshopError ? error : undecodable(peer, error);
    onWarning?.(warning);
    socket.destroy(warning);
  };
  const guarded = (listener: (chunk: Uint8Array) => void) => (chunk: Uint8Array) => {
    if (socket.destroyed) return;
    try {
      guard.accept(chunk);
      listener(chunk);
    } catch (error) {
      fail(error);
    }
  };
  return Object.assign(socket, {
    on(event: string, listener: (...values: unknown[]) => void) {
      return on(event, event === "data" ? guarded(listener) : listener);
    },
    /** kafkajs writes each request at once. */
    write(request: Uint8Array, ...values: unknown[]) {
      const { buffer, byteOffset, byteLength } = request;
      asked.add(new DataView(buffer, byteOffset, byteLength).getInt32(ID_AT));
      return write(request, ...values as []);
    },
    /** kafkajs half-closes and then waits for the broker: a broker that hangs would keep it open. */
    end(...values: unknown[]) {
      end(...values as []);
      socket.destroySoon();
      return socket;
    },
  }) as net.Socket;
}

function unasked(peer: string): CorruptDataError {
  return new CorruptDataError(`${peer} answered a request that it did not get: bytes were lost`, {
    code: "MALFORMED_ANSWER",
    retriable: true,
    definite: false,
  });
}

function undecodable(peer: string, cause: unknown): CorruptDataError {
  return new CorruptDataError(`What ${peer} sent can't be decoded: ${messageOf(cause)}`, {
    code: "MALFORMED_ANSWER",
    retriable: true,
    definite: false,
    cause,
  });
}
