import { type Check, type CheckContext, fail, pass, type Verdict } from "../../lib/workshop/mod.ts";
import { brokenBytes, brokenMessage } from "./breaking.ts";
import { consumeAll, type LiveRun } from "./live.ts";
import { bytesOf, goodMessage } from "./messages.ts";
import { judge } from "./oracle.ts";
import { randomSchemas } from "./schemas.ts";
import { type Asked, described, NoVerdict, rightly, shown, verdictsOf } from "./verdicts.ts";

const RECORDS = 60;

/** A real consumer lets the learner's function decide; what became of each record is read in the log. */
export const liveLetters: Check = {
  id: "live-letters",
  claim: "Behind a consumer, exactly what is not valid becomes a dead letter, with its stage",
  async run(context) {
    const messages = someMessages(context);
    const subject = await context.subject();
    try {
      const run = await consumeAll(context, messages, async (message) => {
        return (await verdictsOf(subject, [message]))[0]!.verdict;
      });
      return judgeRun(run, messages);
    } catch (error) {
      if (error instanceof NoVerdict) return error.verdict;
      throw error;
    }
  },
};

function someMessages({ random }: CheckContext): Asked[] {
  const schemas = randomSchemas(random);
  return Array.from({ length: RECORDS }, (_, at) => {
    if (at === 0) return { bytes: null, schemas, how: "it is a tombstone" };
    if (at % 6 === 0) return { ...brokenBytes(random, schemas), schemas };
    if (at % 3 === 0) return { ...brokenMessage(random, schemas), schemas };
    return { bytes: bytesOf(goodMessage(random, schemas), random), schemas };
  });
}

function judgeRun(run: LiveRun, messages: readonly Asked[]): Verdict {
  const { events: topic, letters, handled, buried } = run;
  for (const [at, message] of messages.entries()) {
    const right = judge(message.bytes, message.schemas);
    const place = run.placeOf[at]!;
    const letter = buried.get(place);
    const [partition, offset] = place.split("/");
    const evidence = {
      topic,
      partition: Number(partition),
      offset: Number(offset),
      message: shown(message.bytes),
    };
    if (right.valid && !handled.has(place)) {
      return fail({
        happened:
          `The record at ${topic}/${partition}, offset ${offset}, is valid and lies among ` +
          `the dead letters (stage ${letter?.stage ?? "none"}): its handler never saw it`,
        anomaly: "false reject",
        evidence,
      });
    }
    if (!right.valid && letter === undefined) {
      return fail({
        happened: `The handler was called with the record at ${topic}/${partition}, offset ` +
          `${offset}. ${described(message)} It should have been ${rightly(right)}`,
        anomaly: "false accept",
        evidence,
      });
    }
    if (!right.valid && letter!.stage !== right.stage) {
      return fail({
        happened: `The letter of ${topic}/${partition}, offset ${offset}, tells of stage ` +
          `${letter!.stage}. ${described(message)} It should have been ${rightly(right)}`,
        anomaly: "wrong stage",
        evidence,
      });
    }
  }
  return pass({
    topic,
    records: messages.length,
    handled: handled.size,
    letters: buried.size,
    at: letters,
  });
}
