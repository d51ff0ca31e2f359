import { withDeadline } from "../../core/mod.ts";
import { encodeRequest } from "../../protocol/mod.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName, type Scenario, type Session } from "./session.ts";

/** Frames that a broker can't answer: it closes the connection, and goes on with the others. */
export const REFUSED_FRAMES: readonly Scenario[] = [
  { name: "versions and keys that nobody knows", run: unknownVersions },
  { name: "frames that are damaged", run: damaged },
];

/** What becomes of a connection that something was sent on. */
async function fate(
  session: Session,
  send: (connection: RawConnection) => Promise<void>,
): Promise<string> {
  const connection = await session.connect();
  await send(connection);
  const frame = await withDeadline(connection.receiveFrame(), {
    what: "the broker to answer or to close",
    timeoutMs: 20_000,
  });
  return frame === undefined ? "closed without an answer" : `answered with ${frame.length} bytes`;
}

async function unknownVersions(session: Session): Promise<void> {
  for (const version of [0, 2, 99]) {
    session.note(
      `Produce v${version}`,
      await fate(session, (connection) => connection.sendHead("Produce", version)),
    );
  }
  session.note("Fetch v3", await fate(session, (it) => it.sendHead("Fetch", 3)));
  session.note("Metadata v99", await fate(session, (it) => it.sendHead("Metadata", 99)));
  session.note("Metadata v−1", await fate(session, (it) => it.sendHead("Metadata", -1)));
  for (const key of [999, -1, 32_767]) {
    const bytes = new Uint8Array([0, 0, 0, 10, key >> 8, key, 0, 0, 0, 0, 0, 1, 255, 255]);
    session.note(`key ${key}`, await fate(session, (it) => it.sendBytes([bytes])));
  }
  await othersGoOn(session);
}

async function othersGoOn(session: Session): Promise<void> {
  const { errorCode } = await (await session.connect()).call("ApiVersions", 0, {});
  session.note("another connection", errorName(errorCode));
}

function metadataFrame(change: (frame: Uint8Array) => Uint8Array): Uint8Array[] {
  const header = { correlationId: 1, clientId: "c" };
  const frame = encodeRequest("Metadata", 4, header, { topics: [{ name: "none" }] });
  return [change(new Uint8Array(frame.flatMap((chunk) => [...chunk])))];
}

/** Where Metadata v4 says how many topics follow: length, key, version, correlation id, client. */
const TOPICS_AT = 4 + 2 + 2 + 4 + 3;

function withInt32(frame: Uint8Array, at: number, value: number): Uint8Array {
  const changed = frame.slice();
  new DataView(changed.buffer).setInt32(at, value);
  return changed;
}

async function damaged(session: Session): Promise<void> {
  const cases: readonly [string, (frame: Uint8Array) => Uint8Array][] = [
    ["a length below 0", (frame) => withInt32(frame, 0, -5)],
    ["a length of more than may be", (frame) => withInt32(frame, 0, 2_000_000_000)],
    ["a length of 0", () => new Uint8Array(4)],
    ["half a head", () => new Uint8Array([0, 0, 0, 3, 0, 3, 0])],
    ["a list that is longer than its frame", (frame) => withInt32(frame, TOPICS_AT, 1_000_000)],
    ["a list of length −2", (frame) => withInt32(frame, TOPICS_AT, -2)],
    ["a body that ends too early", (frame) => withInt32(frame.slice(0, -2), 0, frame.length - 6)],
    [
      "more than the body behind it",
      (frame) => withInt32(new Uint8Array([...frame, 1, 2, 3]), 0, frame.length - 1),
    ],
  ];
  for (const [what, change] of cases) {
    const frame = metadataFrame(change);
    const end = await fate(session, (connection) => connection.sendBytes(frame));
    session.note(what, end.replace(/with \d+ bytes/, ""));
  }
  await othersGoOn(session);
}
