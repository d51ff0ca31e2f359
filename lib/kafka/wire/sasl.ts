import { randomBytes } from "node:crypto";
import type { RequestInput, ResponseBody } from "../../protocol/mod.ts";
import type { SaslOptions } from "../port.ts";
import { demandSuccess } from "./broker_error.ts";
import { ScramClient, type ScramHash } from "./scram.ts";

/** How a login talks to the broker. */
export interface SaslConversation {
  readonly peer: string;
  handshake(body: RequestInput<"SaslHandshake">): Promise<ResponseBody<"SaslHandshake">>;
  authenticate(body: RequestInput<"SaslAuthenticate">): Promise<ResponseBody<"SaslAuthenticate">>;
}

const SCRAM: Readonly<Record<string, ScramHash>> = {
  "scram-sha-256": "sha256",
  "scram-sha-512": "sha512",
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Logs in by SASL.
 *
 * @returns how long the login holds, in milliseconds; 0 for as long as the connection (KIP-368)
 * @throws {BrokerError} code `UNSUPPORTED_SASL_MECHANISM` or `SASL_AUTHENTICATION_FAILED`
 */
export async function logIn(conversation: SaslConversation, sasl: SaslOptions): Promise<number> {
  const { mechanism, username, password } = sasl;
  const what = `Login at ${conversation.peer} as ${username} by ${mechanism}`;
  const { errorCode, mechanisms } = await conversation.handshake({
    mechanism: mechanism.toUpperCase(),
  });
  demandSuccess(errorCode, { what, detail: `the broker takes ${mechanisms.join(", ")}` });
  const say = async (message: string) => {
    const answer = await conversation.authenticate({ authBytes: encoder.encode(message) });
    demandSuccess(answer.errorCode, { what, detail: answer.errorMessage });
    return { text: decoder.decode(answer.authBytes), lifetimeMs: answer.sessionLifetimeMs };
  };
  if (mechanism === "plain") return (await say(`\0${username}\0${password}`)).lifetimeMs;
  const nonce = randomBytes(24).toString("base64");
  const client = new ScramClient(SCRAM[mechanism]!, { username, password }, nonce);
  const challenge = await say(client.first);
  const { text, lifetimeMs } = await say(client.final(challenge.text));
  client.verify(text);
  return lifetimeMs;
}
