import type { Cell, LabContext } from "../../lib/workshop/mod.ts";
import type { Durability, Requirement } from "./requirements.ts";

const SHOWN: readonly Requirement[] = [
  { survives: 0, writableWith: 2, latency: "lowest" },
  { survives: 1, writableWith: 1, latency: "any" },
  { survives: 2, writableWith: 0, latency: "any" },
  { survives: 1, writableWith: 2, latency: "any" },
  { survives: 1, writableWith: 0, latency: "lowest" },
];

/** What the function under test chooses for some requirements. */
export async function yourChoices(context: LabContext): Promise<void> {
  const { screen, author } = context;
  screen.heading(`4. What durability() of ${author} chooses`);
  const subject = await context.subject();
  const outcomes = await subject.outcomes("durability", SHOWN.map((each) => [each]));
  screen.table(
    [
      { title: "survives", align: "right" },
      { title: "writable with", align: "right" },
      { title: "latency" },
      { title: "replicas" },
      { title: "min in sync" },
      { title: "acks" },
      { title: "unclean" },
    ],
    outcomes.map((outcome, at): Cell[] => {
      const { survives, writableWith, latency } = SHOWN[at]!;
      const required = [counted(survives, "death"), `${writableWith} down`, latency];
      return [...required, ...cells(subject.valueOf("durability", outcome))];
    }),
  );
  screen.line();
  screen.say(
    "The checks make a topic of each answer, kill what the requirement says, and count what is left.",
  );
}

function cells(answer: unknown): Cell[] {
  if (answer === "impossible") return ["impossible"];
  const settings = (answer ?? {}) as Partial<Durability>;
  const { replicationFactor, minInsyncReplicas, acks, uncleanLeaderElection } = settings;
  return [replicationFactor, minInsyncReplicas, acks, uncleanLeaderElection ? "on" : "off"];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
