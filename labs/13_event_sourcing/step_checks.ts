import { type Check, type Facts, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { isDecision, NoDecision } from "./no_decision.ts";
import { EVENT_TYPES, PARTS, type Service, SERVICES } from "./parts.ts";
import type { Decision, Saga, ShopEvent } from "./stub.ts";

/** A question to `nextStep`, after what led to it was asked in the same process. */
interface Question {
  readonly service: Service;
  readonly decided: readonly Decision[];
  readonly possible: boolean;
  readonly type: ShopEvent["type"];
  readonly right: Decision | undefined;
  /** What is to be said when it is answered in another way. */
  readonly why: string;
  readonly anomaly: string;
}

/** Asks questions, each about an order of its own. */
function asking(
  about: { readonly id: string; readonly claim: string },
  questions: readonly Question[],
): Check {
  return {
    ...about,
    async run(context) {
      const subject = await context.subject();
      const asked = questions.flatMap((question, at) => callsOf(question, `o-${at + 1}`));
      const outcomes = await subject.outcomes("nextStep", asked.map(({ call }) => call));
      for (const [at, { question }] of asked.entries()) {
        if (question === undefined) continue;
        const given = subject.valueOf("nextStep", outcomes[at]!) ?? undefined;
        if (given !== question.right) return wrong(question, given);
      }
      return pass({ questions: questions.length });
    },
  };
}

/** What led to a question is asked too: a process may remember, and may not rely on it. */
function callsOf(question: Question, order: string) {
  const { service, decided, possible, type } = question;
  const { starts, undoneBy, done } = PARTS[service];
  const before = decided.map((decision, at) => {
    const wasDone = at === 0 && decision === done;
    const event = at === 0 && (wasDone || decided.length === 1) ? starts : undoneBy[0]!;
    return { event, saga: { order, service, decided: decided.slice(0, at), possible: wasDone } };
  });
  const saga: Saga = { order, service, decided, possible };
  return [
    ...before.map((each) => ({
      question: undefined,
      call: [each.saga, { order, type: each.event }],
    })),
    { question, call: [saga, { order, type }] },
  ];
}

function wrong(
  { service, decided, possible, type, right, why, anomaly }: Question,
  given: unknown,
): Fail {
  const known = decided.length === 0 ? "nothing yet" : decided.join(", then ");
  const evidence: Facts = { service, event: type, decided: known, possible };
  if (!isDecision(given)) {
    const when = `after ${known}, when it read ${type}`;
    return new NoDecision({ service, when, given }, evidence).verdict;
  }
  return fail({
    happened:
      `${service} had decided ${known} and read ${type}: nextStep() said ${told(given)}, and ` +
      `should have said ${told(right)}. ${why}`,
    anomaly,
    evidence,
  });
}

function told(decision: Decision | undefined): string {
  return decision ?? "nothing";
}

const BOTH = [true, false];

/** Each service's part, where nothing went wrong before. */
export const forward: Check = asking(
  { id: "forward", claim: "Each service does its part on its event, or refuses it" },
  SERVICES.flatMap((service) =>
    EVENT_TYPES.filter((type) => !PARTS[service].undoneBy.includes(type)).flatMap((type) =>
      BOTH.map((possible): Question => {
        const { starts, done, refused } = PARTS[service];
        const right = type !== starts ? undefined : possible ? done : refused;
        const why = type === starts
          ? "What is possible is done, and what is not is refused, so that those before hear of it"
          : "That event is nothing to this service";
        return { service, decided: [], possible, type, right, why, anomaly: "wrong step" };
      })
    )
  ),
);

/** What was done is taken back, by whoever did it. */
export const backward: Check = asking(
  {
    id: "backward",
    claim: "What was done is taken back when it is told to be, except by shipping",
  },
  SERVICES.flatMap((service) => {
    const { done, undoneBy, undone } = PARTS[service];
    return undoneBy.flatMap((type) =>
      BOTH.map((possible): Question => ({
        service,
        decided: [done],
        possible,
        type,
        right: undone,
        why: undone === undefined
          ? "What is shipped is on its way: nobody can take it back, and calling it off comes too late"
          : possible
          ? "Nobody else can: there is no transaction over all services, only each one's own step back"
          : "`possible` is about doing the part, now. It was done, when it was possible: what is " +
            "gone since then keeps nobody from taking it back",
        anomaly: undone === undefined ? "shipped and refused" : "not taken back",
      }))
    );
  }),
);

/** Everything comes at least once. */
export const once: Check = asking(
  { id: "once", claim: "Whatever comes again, a part is done once and taken back once" },
  SERVICES.flatMap((service) => {
    const { starts, done, refused, undoneBy, undone } = PARTS[service];
    const pasts = [[done], [refused], ...(undone === undefined ? [] : [[done, undone]])];
    return pasts.flatMap((decided) =>
      [starts, ...undoneBy].filter((type) => decided.at(-1) !== done || type === starts)
        .flatMap((type) =>
          BOTH.map((possible): Question => ({
            service,
            decided,
            possible,
            type,
            right: undefined,
            why:
              "The service has decided about this order: an event that comes again, or too late, " +
              "finds that in its own topic, in `decided`",
            anomaly: type === starts ? "part done twice" : "part taken back twice",
          }))
        )
    );
  }),
);

/** Topics are not ordered among each other. */
export const overtaken: Check = asking(
  { id: "overtaken", claim: "What is called off before it was begun is refused for good" },
  SERVICES.flatMap((service) => {
    const { refused, undoneBy } = PARTS[service];
    return undoneBy.flatMap((type) =>
      BOTH.map((possible): Question => ({
        service,
        decided: [],
        possible,
        type,
        right: refused,
        why:
          "It has come over another topic, before the event that begins this part. Who does not " +
          "write down a refusal now does the part when that event comes, and nobody takes it back",
        anomaly: "call-off forgotten",
      }))
    );
  }),
);
