import type { EventOf } from "../event.ts";
import type { Poison } from "../expectations.ts";
import type { Ground } from "../ground.ts";
import { IdSet } from "../ids.ts";
import type { Breach, Invariant } from "../judge.ts";

/** I7: in the DLQ is the planted poison and nothing else, each once, as it was and with its story. */
export const deadLetters: Invariant = {
  id: "I7",
  title: "dead letters",
  judge(ground, breach) {
    const found: Letters = { ids: new IdSet(), counts: { found: 0, repeated: 0 } };
    let sent = 0;
    /** Headers are compared with the log, which is read last. */
    const letters: [EventOf<"dlq">, number][] = [];
    return {
      on: {
        dlq(event, at) {
          if (event.phase === "sent") sent++;
          else letters.push([event, at]);
        },
      },
      close() {
        const poison = new Map(ground.expect.poison?.map((each) => [each.id, each]));
        for (const [letter, at] of letters) {
          for (const wrong of problems(letter, ground, { poison, found })) breach({ ...wrong, at });
        }
        if (ground.finalReadings > 0) {
          for (const missing of missingOf(poison, found, ground)) breach(missing);
        }
        const planted = ground.finalReadings > 0 ? poison.size : 0;
        return { evidence: letters.length + planted, counts: { planted, sent, ...found.counts } };
      },
    };
  },
};

interface Letters {
  readonly ids: IdSet;
  readonly counts: { found: number; repeated: number };
}

function* problems(
  letter: EventOf<"dlq">,
  ground: Ground,
  { poison, found }: { poison: ReadonlyMap<string, Poison>; found: Letters },
): Generator<Breach> {
  const { id, from, reason } = letter;
  const about = { evidence: { ...from, id } };
  const planted = poison.get(id);
  const number = ground.ids.numberOf(id);
  found.counts.found++;
  if (!found.ids.add(number)) {
    found.counts.repeated++;
    if (ground.expect.deadLettersMayRepeat !== true) {
      yield {
        anomaly: "repeated dead letter",
        claim: "Each dead letter is in the DLQ once",
        found: `${id} is in the DLQ again`,
        ...about,
      };
    }
  }
  if (planted === undefined && ground.expect.poison !== undefined) {
    yield {
      anomaly: "unfounded dead letter",
      claim: "Only poison is given up on",
      found: `${id} is in the DLQ (${reason}), but was not planted to fail`,
      ...about,
    };
  }
  const logged = ground.loggedAt(from);
  if (logged !== undefined ? logged !== number : ground.topics.get(from.topic)?.read) {
    yield {
      anomaly: "wrong dead letter",
      claim: "A dead letter names the place that its record came from",
      found: `${id} does not stand at ${from.topic}/${from.partition}, offset ${from.offset}`,
      ...about,
    };
  }
  const story = wrongStory(letter, planted);
  if (story !== undefined) {
    yield {
      anomaly: "wrong dead letter",
      claim: "A dead letter keeps its bytes, and tells reason and attempts",
      found: `The dead letter of ${id} ${story}`,
      ...about,
    };
  }
}

function wrongStory(letter: EventOf<"dlq">, planted: Poison | undefined): string | undefined {
  const { reason, attempts, bytesEqual } = letter;
  if (bytesEqual === false) return "is not what was sent";
  if (reason === "") return "gives no reason";
  if (attempts < 1) return `tells of ${attempts} attempts`;
  if (planted?.reason !== undefined && planted.reason !== reason) {
    return `gives the reason ${reason} instead of ${planted.reason}`;
  }
  if (planted?.attempts !== undefined && planted.attempts !== attempts) {
    return `tells of ${attempts} attempts instead of ${planted.attempts}`;
  }
  return undefined;
}

/** Poison that was written and is not in the DLQ. */
function* missingOf(
  poison: ReadonlyMap<string, Poison>,
  found: Letters,
  ground: Ground,
): Generator<Breach> {
  if (ground.expect.interrupted) return;
  const inputs = ground.inputs().filter((topic) => topic.read);
  for (const id of poison.keys()) {
    const number = ground.ids.numberOf(id);
    if (found.ids.has(number)) continue;
    const topic = inputs.find((topic) => topic.logged.has(number));
    if (topic === undefined) continue;
    yield {
      anomaly: "missing dead letter",
      claim: "Poison ends in the DLQ",
      found: `${id} was planted to fail, but is not in the DLQ`,
      evidence: { topic: topic.name, id },
    };
  }
}
