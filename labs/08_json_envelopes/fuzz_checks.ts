import {
  type Check,
  type CheckContext,
  type Facts,
  fail,
  pass,
  type Verdict as Graded,
} from "../../lib/workshop/mod.ts";
import { brokenBytes, brokenMessage } from "./breaking.ts";
import { edgesThatBreak, edgesThatFit } from "./edges.ts";
import { deepNoMessage } from "./large_edges.ts";
import { bytesOf, goodMessage } from "./messages.ts";
import { randomSchemas } from "./schemas.ts";
import {
  type Answered,
  type Asked,
  described,
  given,
  NoVerdict,
  rightly,
  shown,
  verdictsOf,
} from "./verdicts.ts";

const MESSAGES = 800;
/** Schemas change in the middle of a run: what was compiled for the last ones is out of date. */
const MESSAGES_OF_A_SCHEMA = 8;

/** Texts that no stage but the first can speak of. */
export const whatIsNoMessage: Check = {
  id: "no-message",
  claim: "What is no JSON object in UTF-8 is refused as a whole, at stage envelope",
  run: (context) =>
    fuzz(context, {
      make: (random, schemas) => ({ ...brokenBytes(random, schemas), schemas }),
      edges: deepNoMessage,
      isWrong: ({ verdict }) =>
        verdict.valid || verdict.stage !== "envelope" || verdict.pointer !== "",
      tell: (answered) => {
        if (answered.verdict.valid) return FALSE_ACCEPT;
        return {
          why: "Nothing in it has a name or a place, so there is nothing to point at but all of it",
          anomaly: "wrong place",
        };
      },
    }),
};

/** Good messages, by schemas that nobody knew when the function was written. */
export const noFalseReject: Check = {
  id: "no-false-reject",
  claim: "No message that is valid is refused, and its type is told",
  run: (context) =>
    fuzz(context, {
      make: (random, schemas) => ({
        bytes: bytesOf(goodMessage(random, schemas), random),
        schemas,
      }),
      edges: edgesThatFit,
      isWrong: ({ verdict, right }) =>
        !verdict.valid || !right.valid || verdict.type !== right.type,
      tell: ({ verdict }) =>
        verdict.valid ? { why: "The type is another one", anomaly: "wrong type" } : {
          why:
            "A sound record goes to the dead letters, and whoever sent it did nothing wrong: that " +
            "happens when a rule is made stricter than the schema has it",
          anomaly: "false reject",
        },
    }),
};

/** Messages that break a rule somewhere. */
export const noFalseAccept: Check = {
  id: "no-false-accept",
  claim: "No message that breaks a rule is accepted, whatever the rule and however deep",
  run: (context) =>
    fuzz(context, {
      make: (random, schemas) => ({ ...brokenMessage(random, schemas), schemas }),
      edges: edgesThatBreak,
      isWrong: ({ verdict }) => verdict.valid,
      tell: () => FALSE_ACCEPT,
    }),
};

/** The first stage that has something to say. */
export const firstStage: Check = {
  id: "first-stage",
  claim: "The first stage that refuses a message is the one that is told",
  run: (context) =>
    fuzz(context, {
      make(random, schemas) {
        if (random.next() < 0.5) return { ...brokenMessage(random, schemas), schemas };
        const worse = random.int(0, 2);
        const message = goodMessage(random, schemas);
        message.payload = { "?": 1, ...worse < 2 && { id: "" } };
        if (worse !== 1) message.eventType = random.pick(["file-vanished", "valueOf"]);
        if (worse === 0) delete message["eventTime"];
        const how = [
          "envelope, type and payload are wrong",
          "the payload is wrong",
          "type and payload are wrong",
        ][worse]!;
        return { bytes: bytesOf(message, random), schemas, how };
      },
      edges: edgesThatBreak,
      isWrong: ({ verdict, right }) =>
        !verdict.valid && !right.valid && verdict.stage !== right.stage,
      tell: () => ({
        why: "A payload means nothing until its type is known, and a type nothing in an envelope " +
          "that is wrong: whoever reads the dead letters looks where the stage says",
        anomaly: "wrong stage",
      }),
    }),
};

/** Where the rule is broken. */
export const rightPlace: Check = {
  id: "right-place",
  claim: "The pointer names a value that breaks a rule, from the message's root",
  run: (context) =>
    fuzz(context, {
      make: (random, schemas) => ({ ...brokenMessage(random, schemas), schemas }),
      edges: edgesThatBreak,
      isWrong: ({ verdict, right }) =>
        !verdict.valid && !right.valid && verdict.stage === right.stage &&
        !right.places.includes(verdict.pointer),
      tell: () => ({
        why: "Somebody will look there, in a message of a hundred fields, and find nothing wrong",
        anomaly: "wrong place",
      }),
    }),
};

const FALSE_ACCEPT = {
  why: "The handler of its type is called with it, and finds out in its own way, or never",
  anomaly: "false accept",
};

interface Fuzz {
  readonly make: (random: CheckContext["random"], schemas: Asked["schemas"]) => Asked;
  /** Messages that are asked about in every run. */
  readonly edges?: (random: CheckContext["random"]) => readonly Asked[];
  readonly isWrong: (answered: Answered) => boolean;
  readonly tell: (answered: Answered) => { readonly why: string; readonly anomaly: string };
}

/** Asks about many messages, and tells of the shortest that was judged wrongly. */
async function fuzz(context: CheckContext, { make, edges, isWrong, tell }: Fuzz): Promise<Graded> {
  const { random } = context;
  let schemas = randomSchemas(random);
  const asked = Array.from({ length: MESSAGES }, (_, at) => {
    if (at % MESSAGES_OF_A_SCHEMA === 0) schemas = randomSchemas(random);
    return make(random, schemas);
  });
  asked.push(...edges?.(random) ?? []);
  const answered = await ask(context, asked);
  if (answered instanceof NoVerdict) return answered.verdict;
  const wrong = answered.filter(isWrong);
  const sizeOf = ({ bytes }: Answered) => bytes?.length ?? 0;
  const [first] = wrong.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  if (first === undefined) return pass({ messages: asked.length });
  const { why, anomaly } = tell(first);
  return fail({
    happened: `${described(first)} Right is: ${rightly(first.right)}. validate() says: ` +
      `${given(first.verdict)}. ${why}`,
    anomaly,
    evidence: { ...evidenceOf(first), wrong: `${wrong.length} of ${asked.length} messages` },
  });
}

async function ask(
  context: CheckContext,
  asked: readonly Asked[],
): Promise<Answered[] | NoVerdict> {
  const subject = await context.subject();
  try {
    return await verdictsOf(subject, asked);
  } catch (error) {
    if (error instanceof NoVerdict) return error;
    throw error;
  }
}

/** The message, and the schema that it is held against or was held against wrongly. */
function evidenceOf({ bytes, schemas, right, verdict }: Answered): Facts {
  const message = shown(bytes);
  const stage = right.valid ? !verdict.valid && verdict.stage : right.stage;
  if (stage !== "payload") return { message };
  const type = (JSON.parse(new TextDecoder().decode(bytes!)) as { eventType: string }).eventType;
  const schema = JSON.stringify(schemas.payloads[type]);
  return { message, schema: schema.length <= 400 ? schema : `${schema.slice(0, 399)}…` };
}
