import { type Check, fail, pass } from "../../../check.ts";

/** Nothing. */
export const mayImport: readonly string[] = [];

const echoes: Check = {
  id: "echoes",
  claim: "What is said comes back",
  async run(context) {
    const topic = await context.topic("echo");
    const producer = await context.producer({ lingerMs: 0 });
    const said = context.random.uuid();
    const { offset } = await producer.send({ topic, value: said });
    const subject = await context.subject({ timeLimitMs: 2500 });
    const heard = await subject.call("echo", [said]);
    if (heard === said) return pass({ said, offset });
    return fail({
      happened: `"${said}" was said and "${heard}" came back, which is not an echo`,
      anomaly: "no echo",
      evidence: { topic, offset, said },
    });
  },
};

const short: Check = {
  id: "short",
  claim: "It says little",
  async run(context) {
    const subject = await context.subject();
    const heard = String(await subject.call("echo", ["a"]));
    if (heard.length < 10) return pass();
    return fail({ happened: "It talks too much", anomaly: "chatter", evidence: { heard } });
  },
};

export const checks: readonly Check[] = [echoes, short];
