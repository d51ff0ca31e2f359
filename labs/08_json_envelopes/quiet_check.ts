import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { type Secret, secretOf } from "./secret.ts";
import { messagesWith } from "./secret_messages.ts";
import { NoVerdict, verdictsOf } from "./verdicts.ts";

/** What is said of a message is read by more people than may read the message. */
export const quotesNothing: Check = {
  id: "quotes-nothing",
  claim: "What is said of a message says something, and quotes nothing of it",
  async run(context) {
    const secret = secretOf(context.random);
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

function leaks(text: string, { letters, digits }: Secret): boolean {
  return text.includes(digits) || [...letters].some((letter) => text.includes(letter));
}
