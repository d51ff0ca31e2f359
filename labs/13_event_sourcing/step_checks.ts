import {
  type Check,
  type CheckContext,
  type Facts,
  type Fail,
  fail,
  pass,
} from "../../lib/workshop/mod.ts";
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
        if (given === question.right) continue;
        return await asRemembered(context, question, wrong(question, given));
      }
      return pass({ questions: questions.length });
    },
  };
}

/** A problem that is gone when nothing else is asked comes from what was remembered. */
async function asRemembered(
  context: CheckContext,
  { service, decided, possible, type, right }: Question,
  problem: Fail,
): Promise<Fail> {
  await using subject = await context.subject();
  const saga: Saga = { order: "o-1", service, decided, possible };
  const outcome = await subject.outcome("nextStep", [saga, { order: "o-1", type }]);
  if ((subject.valueOf("nextStep", outcome) ?? undefined) !== right) return problem;
  return {
    ...problem,
    happened: `${problem.happened}. Asked of nothing else nextStep() is right: something was ` +
      "remembered of another service, which had decided about the same order in the same process. " +
      "What a service is given must be all that it knows",
    anomaly: "state of another service",
  };
}

/** The other services of the process have refused the order, and hear of the event as well. */
function othersOf({ service, type }: Question, order: string) {
  return SERVICES.filter((other) => other !== service).flatMap((other) => {
    const { starts, refused, undoneBy } = PARTS[other];
    const saga: Saga = { order, service: other, decided: [refused], possible: true };
    return [
      { event: undoneBy[0]!, saga: { ...saga, decided: [] } },
      { event: starts, saga },
      { event: type, saga },
    ];
  });
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
    ...[...othersOf(question, order), ...before].map((each) => ({
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

/** What a service may have decided about an order. */
function pastsOf(service: Service): Decision[][] {
  const { done, refused, undone } = PARTS[service];
  return [[done], [refused], ...(undone === undefined ? [] : [[done, undone]])];
}

/** Each service's part, where nothing went wrong before, and the events that are others'. */
export const forward: Check = asking(
  { id: "forward", claim: "Each service does its part on its event, or refuses it" },
  SERVICES.flatMap((service) => {
    const { starts, done, refused, undoneBy } = PARTS[service];
    const parts = BOTH.map((possible): Question => ({
      service,
      decided: [],
      possible,
      type: starts,
      right: possible ? done : refused,
      why: "What is possible is done, and what is not is refused, so that those before hear of it",
      anomaly: "wrong step",
    }));
    const others = EVENT_TYPES.filter((type) => type !== starts && !undoneBy.includes(type));
    return [
      ...parts,
      ...[[], ...pastsOf(service)].flatMap((decided) =>
        others.flatMap((type) =>
          BOTH.map((possible): Question => ({
            service,
            decided,
            possible,
            type,
            right: undefined,
            why:
              "That event is nothing to this service, whatever it has decided: each goes by the " +
              "events of the table and no others, or two of them do what only one must",
            anomaly: "wrong step",
          }))
        )
      ),
    ];
  }),
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
    const { starts, done, undoneBy } = PARTS[service];
    return pastsOf(service).flatMap((decided) =>
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
