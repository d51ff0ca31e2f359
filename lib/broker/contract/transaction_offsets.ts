import { waitFor } from "../../core/mod.ts";
import { joinTwice, sync } from "./group_requests.ts";
import { committed } from "./offsets.ts";
import type { RawConnection } from "./raw_connection.ts";
import type { Scenario, Session } from "./session.ts";
import { addOffsets, commitIn, end, initTransactions } from "./transaction_requests.ts";

/** Committed offsets that are part of a transaction. */
export const TRANSACTION_OFFSETS: readonly Scenario[] = [
  { name: "offsets in a transaction", run: offsets },
];

async function offsets(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic();
  const group = session.name("group");
  const producer = await initTransactions(broker, session.name("id"));
  const where = { group, topic };
  session.note("before they were added", await commitIn(broker, producer, { ...where, offset: 1 }));
  for (const how of ["abort", "commit"] as const) {
    session.note("added", await addOffsets(broker, producer, group));
    session.note("committed in it", await commitIn(broker, producer, { ...where, offset: 5 }));
    session.note("not seen yet", await committed(broker, where));
    session.note(
      "by one who wants stable ones",
      await committed(broker, {
        ...where,
        requireStable: true,
      }),
    );
    session.note(how, await end(broker, producer, how));
    await waitFor(
      async () =>
        !JSON.stringify(await committed(broker, { ...where, requireStable: true }))
          .includes("UNSTABLE"),
      { what: "the group's marker" },
    );
    session.note(`seen after the ${how}`, await committed(broker, where));
  }
  await offsetsOfMembers(session, broker, topic);
}

async function offsetsOfMembers(
  session: Session,
  broker: RawConnection,
  topic: string,
): Promise<void> {
  const group = session.name("group");
  const { memberId, generationId } = await joinTwice(broker, { group });
  await sync(broker, { group, memberId, generationId, assignments: { [memberId]: 0 } });
  const producer = await initTransactions(broker, session.name("id"));
  await addOffsets(broker, producer, group);
  const me = { group, topic, offset: 5, memberId, generationId };
  session.note("as a member", await commitIn(broker, producer, me));
  session.note(
    "of another generation",
    await commitIn(broker, producer, {
      ...me,
      generationId: 7,
    }),
  );
  session.note("as another", await commitIn(broker, producer, { ...me, memberId: "nobody" }));
  session.note(
    "by a version without members",
    await commitIn(broker, producer, {
      ...me,
      version: 2,
    }),
  );
  session.note("commit", await end(broker, producer, "commit"));
}
