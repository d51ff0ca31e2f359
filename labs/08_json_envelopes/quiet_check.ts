import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { BASE } from "./schemas.ts";
import { type Asked, NoVerdict, verdictsOf } from "./verdicts.ts";

/** So many characters of a secret are enough to find it by. */
const TELLING = 6;

/** What is said of a message is read by more people than may read the message. */
export const quotesNothing: Check = {
  id: "quotes-nothing",
  claim: "What is said of a message says something, and quotes nothing of it",
  async run(context) {
    const { random } = context;
    const secret = random.bytes(24).toBase64().replaceAll(/\W/g, "x");
    const subject = await context.subject();
    try {
      const answered = await verdictsOf(subject, messagesWith(secret));
      const silent = answered.find(({ verdict }) =>
        !verdict.valid && verdict.problem.trim() === ""
      );
      if (silent !== undefined) {
        return fail({
          happened:
            `What is wrong: ${silent.how}. problem is empty: whoever reads the dead letter ` +
            "knows where to look and not for what",
          anomaly: "problem without a word",
          evidence: { how: silent.how! },
        });
      }
      const leak = answered.find(({ verdict }) => leaks(JSON.stringify(verdict), secret));
      if (leak === undefined) return pass({ messages: answered.length });
      return fail({
        happened:
          `What is wrong: ${leak.how}. The verdict quotes a part of the message, which may ` +
          "be a password, a name, a bill. It goes to the log and into headers of the dead letter. " +
          (isJson(leak.bytes!)
            ? "Name the place and the rule: neither a value nor a field that no schema knows"
            : "What JSON.parse says quotes the text it can't read"),
        anomaly: "payload in the log",
        evidence: { how: leak.how!, verdict: JSON.stringify(leak.verdict).slice(0, 300) },
      });
    } catch (error) {
      if (error instanceof NoVerdict) return error.verdict;
      throw error;
    }
  },
};

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function leaks(text: string, secret: string): boolean {
  for (let at = 0; at + TELLING <= secret.length; at++) {
    if (text.includes(secret.slice(at, at + TELLING))) return true;
  }
  return false;
}

/** Messages that are wrong where the secret stands, or because of it. */
function messagesWith(secret: string): Asked[] {
  const payload = { userId: "u-1", name: "Ann", email: "ann@example.com" };
  const message = {
    eventId: "e-1",
    eventType: "user-created",
    eventVersion: "1.0",
    eventTime: "2024-01-01T00:00:00Z",
    payload,
  };
  const texts: readonly (readonly [how: string, value: unknown])[] = [
    ["the text is no JSON", `x${secret}`],
    ["the text ends in the middle", `{"eventId":"${secret}`],
    ["a quote is missing", `{"eventId":x${secret}}`],
    ["the type has no schema", { ...message, eventType: secret }],
    ["the version breaks its pattern", { ...message, eventVersion: secret }],
    ["the payload is a text", { ...message, payload: secret }],
    ["the address breaks its pattern", { ...message, payload: { ...payload, email: secret } }],
    ["the payload has a field too many", { ...message, payload: { ...payload, [secret]: 1 } }],
    ["the envelope has a field too many", { ...message, [secret]: secret }],
  ];
  const encoder = new TextEncoder();
  return texts.map(([how, value]) => ({
    bytes: encoder.encode(typeof value === "string" ? value : JSON.stringify(value)),
    schemas: BASE,
    how,
  }));
}
