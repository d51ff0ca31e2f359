import type { Note } from "../notebook.ts";
import { type Body, errorName } from "../session.ts";
import { saltedPassword } from "./scram_tokens.ts";
import { logInScram, type SecureScenario, type SecureSession } from "./secure_session.ts";

/** Users who log in by SCRAM: made, changed, removed, with each refusal. */
export const USERS: readonly SecureScenario[] = [
  { name: "users by SCRAM", run: users },
  { name: "users that can't be changed", run: refused },
];

type Changes = Body<"AlterUserScramCredentials">;
type Upsertion = Changes["upsertions"][number];

const salt = new TextEncoder().encode("salt");

function upsertion(name: string, rest: Partial<Upsertion> & { password?: string } = {}): Upsertion {
  const { password = "pencil", iterations = 4096, mechanism = 1 } = rest;
  const kept = { salt, iterations };
  const salted = saltedPassword("SCRAM-SHA-256", password, kept);
  return { name, mechanism, ...kept, saltedPassword: salted };
}

async function alter(session: SecureSession, changes: Partial<Changes>): Promise<Note> {
  const broker = await session.broker();
  const body = { deletions: [], upsertions: [], ...changes };
  const { results } = await broker.call("AlterUserScramCredentials", 0, body);
  return results.map(({ user, errorCode, errorMessage }) => ({
    user,
    error: errorName(errorCode),
    message: errorMessage,
  })).sort((a, b) => a.user < b.user ? -1 : 1);
}

async function describe(session: SecureSession, names: readonly string[]): Promise<Note> {
  const broker = await session.broker();
  const { errorCode, errorMessage, results } = await broker.call(
    "DescribeUserScramCredentials",
    0,
    { users: names.map((name) => ({ name })) },
  );
  return {
    error: errorName(errorCode),
    message: errorMessage,
    users: results.map((result) => ({
      user: result.user,
      error: errorName(result.errorCode),
      message: result.errorMessage,
      credentials: result.credentialInfos.map(({ mechanism, iterations }) => [
        mechanism,
        iterations,
      ]).sort(),
    })).sort((a, b) => a.user < b.user ? -1 : 1),
  };
}

async function users(session: SecureSession): Promise<void> {
  const [anne, bert] = [session.name("anne"), session.name("bert")];
  session.note(
    "two are made",
    await alter(session, { upsertions: [upsertion(anne), upsertion(bert)] }),
  );
  const known = { name: anne, password: "pencil" };
  using _first = await session.connectAs(known);
  using _second = await session.connectAs({ ...known, name: bert });
  session.note(
    "one more mechanism",
    await alter(session, { upsertions: [upsertion(anne, { mechanism: 2, iterations: 8192 })] }),
  );
  session.note(
    "more rounds",
    await alter(session, { upsertions: [upsertion(bert, { iterations: 16_384 })] }),
  );
  session.note(
    "another password",
    await alter(session, {
      upsertions: [upsertion(anne, { password: "pen" })],
    }),
  );
  using _third = await session.connectAs({ ...known, password: "pen" });
  session.note("described", await describe(session, [anne, bert]));
  session.note(
    "one is removed",
    await alter(session, { deletions: [{ name: bert, mechanism: 1 }] }),
  );
  session.note(
    "one mechanism is removed",
    await alter(session, { deletions: [{ name: anne, mechanism: 1 }] }),
  );
  await session.untilUnknown({ ...known, password: "pen" });
  session.note("described after", await describe(session, [anne, bert]));
  using late = await session.unknown();
  session.note(
    "the removed one logs in",
    await logInScram(late, { name: bert, password: "pencil" }),
  );
}

async function refused(session: SecureSession): Promise<void> {
  const name = session.name("carl");
  const attempts: readonly (readonly [what: string, changes: Partial<Changes>])[] = [
    ["too few rounds", { upsertions: [upsertion(name, { iterations: 4095 })] }],
    ["too many rounds", { upsertions: [upsertion(name, { iterations: 16_385 })] }],
    ["no name", { upsertions: [upsertion("")] }],
    ["an unknown mechanism", { upsertions: [upsertion(name, { mechanism: 3 })] }],
    ["no mechanism", { upsertions: [upsertion(name, { mechanism: 0 })] }],
    ["twice the same", { upsertions: [upsertion(name), upsertion(name)] }],
    ["two mechanisms at once", {
      upsertions: [upsertion(name), upsertion(name, { mechanism: 2 })],
    }],
    ["removing what is not there", { deletions: [{ name, mechanism: 1 }] }],
    ["removing by an unknown mechanism", { deletions: [{ name, mechanism: 9 }] }],
    ["removing nobody", { deletions: [{ name: "", mechanism: 1 }] }],
    ["removed and made", { deletions: [{ name, mechanism: 1 }], upsertions: [upsertion(name)] }],
    ["nothing", {}],
  ];
  for (const [what, changes] of attempts) session.note(what, await alter(session, changes));
  session.note("described", await describe(session, [name]));
  session.note("described twice", await describe(session, [name, name]));
}
