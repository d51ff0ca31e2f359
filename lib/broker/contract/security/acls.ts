import type { Note } from "../notebook.ts";
import type { RawConnection } from "../raw_connection.ts";
import { type Body, errorName } from "../session.ts";
import type { NewRule, SecureScenario, SecureSession } from "./secure_session.ts";

/** Access rules: made, found and removed by filters, with each refusal. */
export const ACLS: readonly SecureScenario[] = [
  { name: "access rules by each version", run: versions },
  { name: "access rules found by filters", run: filters },
  { name: "access rules that are refused", run: refused },
];

type Filter = Body<"DescribeAcls">;

const ANY = 1;
const MATCH = 2;
const EVERYTHING: Filter = {
  resourceTypeFilter: ANY,
  resourceNameFilter: null,
  patternTypeFilter: ANY,
  principalFilter: null,
  hostFilter: null,
  operation: ANY,
  permissionType: ANY,
};

function rule(rest: Partial<NewRule> = {}): NewRule {
  return {
    resourceType: 2,
    resourceName: "orders",
    resourcePatternType: 3,
    principal: "User:anne",
    host: "*",
    operation: 3,
    permissionType: 3,
    ...rest,
  };
}

async function create(broker: RawConnection, creations: NewRule[], version = 2): Promise<Note> {
  const { results } = await broker.call("CreateAcls", version, { creations });
  return results.map(({ errorCode, errorMessage }) => ({
    error: errorName(errorCode),
    message: errorMessage,
  }));
}

async function describe(
  broker: RawConnection,
  filter: Partial<Filter>,
  version = 2,
): Promise<Note> {
  const answer = await broker.call("DescribeAcls", version, { ...EVERYTHING, ...filter });
  const { errorCode, errorMessage, resources } = answer;
  const rules = resources.flatMap(({ resourceType, resourceName, patternType, acls }) =>
    acls.map((acl) =>
      [
        resourceType,
        resourceName,
        patternType,
        acl.principal,
        acl.host,
        acl.operation,
        acl.permissionType,
      ].join(" ")
    )
  );
  return { error: errorName(errorCode), message: errorMessage, rules: rules.sort() };
}

async function remove(
  broker: RawConnection,
  filters: readonly Partial<Filter>[],
  version = 2,
): Promise<Note> {
  const asked = filters.map((filter) => ({ ...EVERYTHING, ...filter }));
  const { filterResults } = await broker.call("DeleteAcls", version, { filters: asked });
  return filterResults.map(({ errorCode, errorMessage, matchingAcls }) => ({
    error: errorName(errorCode),
    message: errorMessage,
    removed: matchingAcls.map((acl) =>
      [errorName(acl.errorCode), acl.resourceName, acl.patternType, acl.principal, acl.operation]
        .join(" ")
    ).sort(),
  }));
}

async function versions(session: SecureSession): Promise<void> {
  const broker = await session.broker();
  for (const version of [1, 2, 3]) {
    const principal = `User:${session.name("anne")}`;
    const made = rule({ principal, resourceName: session.name("orders") });
    session.note(`v${version} made`, await create(broker, [made], version));
    session.note(`v${version} made again`, await create(broker, [made], version));
    await session.allow([made]);
    const filter = { principalFilter: principal };
    session.note(`v${version} found`, await describe(broker, filter, version));
    session.note(`v${version} removed`, await remove(broker, [filter], version));
    session.note(`v${version} removed again`, await remove(broker, [filter], version));
  }
}

async function filters(session: SecureSession): Promise<void> {
  const broker = await session.broker();
  const name = session.name("orders");
  const [anne, bert] = [`User:${session.name("anne")}`, `User:${session.name("bert")}`];
  const prefix = name.slice(0, -3);
  await session.allow([
    rule({ principal: anne, resourceName: name }),
    rule({ principal: anne, resourceName: name, operation: 4, host: "127.0.0.1" }),
    rule({ principal: anne, resourceName: prefix, resourcePatternType: 4 }),
    rule({ principal: anne, resourceName: "*", permissionType: 2, operation: 6 }),
    rule({ principal: anne, resourceType: 3, resourceName: name }),
    rule({ principal: anne, resourceType: 4, resourceName: "kafka-cluster", operation: 12 }),
    rule({ principal: anne, resourceType: 5, resourceName: name, operation: 4 }),
    rule({ principal: bert, resourceName: name }),
  ]);
  const cases: readonly (readonly [what: string, filter: Partial<Filter>])[] = [
    ["a user's", { principalFilter: anne }],
    ["another's", { principalFilter: bert }],
    ["a name's", { resourceNameFilter: name }],
    ["literal", { principalFilter: anne, patternTypeFilter: 3 }],
    ["prefixed", { principalFilter: anne, patternTypeFilter: 4 }],
    ["that match a name", {
      principalFilter: anne,
      resourceNameFilter: name,
      patternTypeFilter: MATCH,
    }],
    ["that match another", {
      principalFilter: anne,
      resourceNameFilter: "payments",
      patternTypeFilter: MATCH,
    }],
    ["of topics", { principalFilter: anne, resourceTypeFilter: 2 }],
    ["of groups", { principalFilter: anne, resourceTypeFilter: 3 }],
    ["of a host", { principalFilter: anne, hostFilter: "127.0.0.1" }],
    ["to read", { principalFilter: anne, operation: 3 }],
    ["to do all", { principalFilter: anne, operation: 2 }],
    ["that deny", { principalFilter: anne, permissionType: 2 }],
    ["of nobody", { principalFilter: "User:" }],
  ];
  for (const [what, filter] of cases) session.note(what, await describe(broker, filter));
  session.note(
    "removed",
    await remove(broker, [
      { principalFilter: anne, resourceNameFilter: name, patternTypeFilter: MATCH },
      { principalFilter: bert },
      { principalFilter: "User:nobody" },
    ]),
  );
  session.note("the rest", await remove(broker, [{ principalFilter: anne }]));
}

async function refused(session: SecureSession): Promise<void> {
  const on = (ask: (broker: RawConnection) => Promise<Note>) => orClosed(session, ask);
  const wrong: readonly (readonly [what: string, rest: Partial<NewRule>])[] = [
    ["no name", { resourceName: "" }],
    ["a type that there is not", { resourceType: 99 }],
    ["any type", { resourceType: ANY }],
    ["unknown type", { resourceType: 0 }],
    ["any pattern", { resourcePatternType: ANY }],
    ["match", { resourcePatternType: MATCH }],
    ["an unknown pattern", { resourcePatternType: 9 }],
    ["any operation", { operation: ANY }],
    ["an unknown operation", { operation: 77 }],
    ["any permission", { permissionType: ANY }],
    ["an unknown permission", { permissionType: 7 }],
    ["a user without a kind", { principal: "anne" }],
    ["no user", { principal: "" }],
    ["another name of the cluster", { resourceType: 4, resourceName: "mine" }],
    ["an operation that groups don't have", { resourceType: 3, operation: 4, principal: "User:x" }],
  ];
  for (const [what, rest] of wrong) {
    session.note(
      what,
      await on((broker) => create(broker, [rule(rest)])),
    );
  }
  const good = rule({ principal: `User:${session.name("anne")}` });
  const half = rule({ resourceName: "" });
  session.note("one of two", await on((broker) => create(broker, [half, good])));
  for (
    const [what, filter] of [
      ["an unknown operation", { operation: 77 }],
      ["an unknown type", { resourceTypeFilter: 88 }],
      ["an unknown pattern", { patternTypeFilter: 8 }],
      ["no type", { resourceTypeFilter: 0 }],
    ] as const
  ) {
    session.note(`found by ${what}`, await on((broker) => describe(broker, filter)));
    session.note(`removed by ${what}`, await on((broker) => remove(broker, [filter])));
  }
  const made = [{ principalFilter: good.principal }, { principalFilter: "User:x" }];
  await on((broker) => remove(broker, made));
}

/** What comes of a request on a connection of its own, which may end instead of answering. */
async function orClosed(
  session: SecureSession,
  ask: (broker: RawConnection) => Promise<Note>,
): Promise<Note> {
  using broker = await session.fresh();
  try {
    return await ask(broker);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("The broker closed")) return "closed";
    throw error;
  }
}
