import type { Note } from "../notebook.ts";
import type { RawConnection } from "../raw_connection.ts";
import { errorName } from "../session.ts";
import { type Mechanism, saltedPassword as salted, ScramTokens } from "./scram_tokens.ts";
import {
  logInPlain,
  type SecureScenario,
  type SecureSession,
  type User,
} from "./secure_session.ts";

/** Logins that succeed and fail, and what may be sent before. */
export const LOGINS: readonly SecureScenario[] = [
  { name: "what may be asked before a login", run: beforeLogin },
  { name: "logins by PLAIN", run: plain },
  { name: "logins by SCRAM", run: scram },
  { name: "logins with bare tokens", run: bareTokens },
  { name: "a login that is over", run: afterLogin },
];

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const VERSIONS_BODY = { clientSoftwareName: "contract", clientSoftwareVersion: "1" };

/** What comes of a request on a connection that may end instead of answering. */
async function orClosed(ask: () => Promise<Note>): Promise<Note> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("The broker closed")) return "closed";
    throw error;
  }
}

async function handshake(broker: RawConnection, mechanism: string, version = 1): Promise<Note> {
  return await orClosed(async () => {
    const answer = await broker.call("SaslHandshake", version, { mechanism });
    return { error: errorName(answer.errorCode), mechanisms: answer.mechanisms.toSorted() };
  });
}

async function token(broker: RawConnection, text: string, version = 2): Promise<Note> {
  return await orClosed(async () => {
    const authBytes = encoder.encode(text);
    const answer = await broker.call("SaslAuthenticate", version, { authBytes });
    return {
      error: errorName(answer.errorCode),
      message: answer.errorMessage,
      bytes: answer.authBytes.length,
      lifetimeMs: answer.sessionLifetimeMs,
    };
  });
}

async function versions(broker: RawConnection, version = 3): Promise<Note> {
  return await orClosed(async () => {
    const answer = await broker.call("ApiVersions", version, VERSIONS_BODY);
    return errorName(answer.errorCode);
  });
}

async function metadata(broker: RawConnection): Promise<Note> {
  return await orClosed(async () => {
    const { topics } = await broker.call("Metadata", 8, { topics: [] });
    return topics.length;
  });
}

async function isClosed(broker: RawConnection): Promise<boolean> {
  return await broker.receiveFrame() === undefined;
}

async function beforeLogin(session: SecureSession): Promise<void> {
  const on = async (what: string, ask: (broker: RawConnection) => Promise<Note>) => {
    using broker = await session.unknown();
    session.note(what, await ask(broker));
  };
  await on(
    "the versions, twice",
    async (broker) => [await versions(broker), await versions(broker)],
  );
  await on("metadata", metadata);
  await on("metadata after the versions", async (broker) => {
    return [await versions(broker), await metadata(broker)];
  });
  await on("a token without a mechanism", (broker) => token(broker, "\0a\0b"));
  await on("a mechanism that there is not", async (broker) => {
    return [await handshake(broker, "GSSAPI"), await isClosed(broker)];
  });
  await on("a mechanism in small letters", (broker) => handshake(broker, "plain"));
  await on("two mechanisms", async (broker) => {
    const first = await handshake(broker, "PLAIN");
    return [first, await handshake(broker, "PLAIN"), await isClosed(broker)];
  });
  await on("the versions after a mechanism", async (broker) => {
    await handshake(broker, "PLAIN");
    return await versions(broker);
  });
  await on("a frame that is too large", async (broker) => {
    await broker.sendBytes([Uint8Array.of(0, 8, 0, 1)]);
    return await isClosed(broker);
  });
}

async function plain(session: SecureSession): Promise<void> {
  const { name, password } = session.superUser;
  for (const version of [0, 1, 2]) {
    using broker = await session.unknown();
    await versions(broker);
    session.note(`handshake and version ${version}`, [
      await handshake(broker, "PLAIN"),
      await token(broker, `\0${name}\0${password}`, version),
      await metadata(broker),
    ]);
  }
  const wrong: readonly (readonly [what: string, text: string])[] = [
    ["a wrong password", `\0${name}\0${password}x`],
    ["no such user", `\0nobody\0${password}`],
    ["no user", `\0\0${password}`],
    ["no password", `\0${name}\0`],
    ["two parts", `${name}\0${password}`],
    ["four parts", `\0${name}\0${password}\0`],
    ["another identity", `root\0${name}\0${password}`],
    ["nothing", ""],
  ];
  for (const [what, text] of wrong) {
    using broker = await session.unknown();
    await handshake(broker, "PLAIN");
    session.note(what, [await token(broker, text), await isClosed(broker)]);
  }
  using broker = await session.unknown();
  await handshake(broker, "PLAIN");
  session.note("its own identity", await token(broker, `${name}\0${name}\0${password}`));
}

async function scramUser(session: SecureSession, what: string): Promise<User> {
  const user = { name: session.name(what), password: "pencil" };
  const admin = await session.broker();
  for (const [index, mechanism] of (["SCRAM-SHA-512", "SCRAM-SHA-256"] as const).entries()) {
    const kept = { salt: encoder.encode("salt"), iterations: 4096 + index };
    const saltedPassword = salted(mechanism, user.password, kept);
    const upsertion = { name: user.name, mechanism: 2 - index, ...kept, saltedPassword };
    await admin.call("AlterUserScramCredentials", 0, { deletions: [], upsertions: [upsertion] });
  }
  using _ready = await session.connectAs(user);
  return user;
}

async function scram(session: SecureSession): Promise<void> {
  const user = await scramUser(session, "anne, o=marie");
  for (const mechanism of ["SCRAM-SHA-256", "SCRAM-SHA-512"] as const) {
    using broker = await session.unknown();
    session.note(mechanism, await scramLogin(broker, mechanism, user));
    const cases: readonly (readonly [what: string, wrong: ScramFault])[] = [
      ["a wrong password", { password: "pen" }],
      ["no such user", { name: "nobody" }],
      ["another identity", { header: "n,a=root," }],
      ["channel binding", { header: "p=tls-unique,," }],
      ["a first message without a sense", { first: "hello" }],
      ["a final message without a sense", { final: "hello" }],
      ["another nonce", { nonce: "made up" }],
      ["a nonce with more in front", { before: "more" }],
      ["a nonce with more behind", { behind: "more" }],
    ];
    for (const [what, wrong] of cases) {
      using broker = await session.unknown();
      const answer = await scramLogin(broker, mechanism, user, wrong);
      const after = answer.error === "NONE" ? await metadata(broker) : await isClosed(broker);
      session.note(`${mechanism}: ${what}`, [answer, after]);
    }
  }
}

interface ScramFault {
  readonly name?: string;
  readonly password?: string;
  readonly header?: string;
  readonly first?: string;
  readonly final?: string;
  readonly nonce?: string;
  /** What is said before and behind the nonce of the challenge. */
  readonly before?: string;
  readonly behind?: string;
}

async function scramLogin(
  broker: RawConnection,
  mechanism: Mechanism,
  user: User,
  wrong: ScramFault = {},
): Promise<{ readonly [what: string]: Note }> {
  const tokens = new ScramTokens(mechanism, { ...user, ...wrong }, wrong.header);
  await handshake(broker, mechanism);
  const say = (text: string) =>
    broker.call("SaslAuthenticate", 2, { authBytes: encoder.encode(text) });
  const challenge = await say(wrong.first ?? tokens.first);
  if (challenge.errorCode !== 0) {
    return { error: errorName(challenge.errorCode), message: challenge.errorMessage, at: "first" };
  }
  const text = decoder.decode(challenge.authBytes);
  const { before = "", behind = "" } = wrong;
  const nonce = wrong.nonce ?? before + /r=([^,]+)/.exec(text)![1]! + behind;
  const last = await say(wrong.final ?? tokens.final(text, nonce));
  return {
    error: errorName(last.errorCode),
    message: last.errorMessage,
    iterations: /i=(\d+)/.exec(text)![1]!,
    continuesNonce: text.startsWith(`r=${tokens.nonce}`),
    proved: tokens.accepts(decoder.decode(last.authBytes)),
  };
}

async function bareTokens(session: SecureSession): Promise<void> {
  const { name, password } = session.superUser;
  const bare = (text: string) => {
    const bytes = encoder.encode(text);
    return [Uint8Array.of(0, 0, bytes.length >> 8, bytes.length & 255), bytes];
  };
  {
    using broker = await session.unknown();
    const agreed = await handshake(broker, "PLAIN", 0);
    await broker.sendBytes(bare(`\0${name}\0${password}`));
    session.note("PLAIN", [agreed, (await broker.receiveFrame())!.length, await metadata(broker)]);
  }
  {
    using broker = await session.unknown();
    await handshake(broker, "PLAIN", 0);
    await broker.sendBytes(bare(`\0${name}\0wrong`));
    session.note("a wrong password", await isClosed(broker));
  }
  const user = await scramUser(session, "bert");
  using broker = await session.unknown();
  const tokens = new ScramTokens("SCRAM-SHA-256", user);
  await handshake(broker, "SCRAM-SHA-256", 0);
  await broker.sendBytes(bare(tokens.first));
  const challenge = decoder.decode(await broker.receiveFrame());
  await broker.sendBytes(bare(tokens.final(challenge)));
  const proved = tokens.accepts(decoder.decode(await broker.receiveFrame()));
  session.note("SCRAM", [proved, await metadata(broker)]);
}

async function afterLogin(session: SecureSession): Promise<void> {
  using broker = await session.unknown();
  session.note("login", await logInPlain(broker, session.superUser));
  session.note("a mechanism", await handshake(broker, "PLAIN"));
  session.note("a token", await token(broker, "\0a\0b"));
  session.note("the versions", await versions(broker));
  session.note("metadata", await metadata(broker));
}
