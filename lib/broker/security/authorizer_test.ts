import {
  ACL_OPERATIONS,
  ACL_PATTERNS,
  ACL_PERMISSIONS,
  ACL_RESOURCES,
} from "../../protocol/mod.ts";
import { assertEquals } from "@std/assert";
import { Authorizer } from "./authorizer.ts";
import type { Rule } from "./rule.ts";
import type { Operation } from "./vocabulary.ts";

const ANNE = { principal: "User:anne", host: "127.0.0.1" };

function rule(
  name: string,
  operation: keyof typeof ACL_OPERATIONS,
  rest: Partial<Rule> = {},
): Rule {
  return {
    resourceType: ACL_RESOURCES.topic,
    resourceName: name,
    patternType: ACL_PATTERNS.literal,
    principal: ANNE.principal,
    host: "*",
    operation: ACL_OPERATIONS[operation],
    permissionType: ACL_PERMISSIONS.allow,
    ...rest,
  };
}

const prefixed = { patternType: ACL_PATTERNS.prefixed };
const denied = { permissionType: ACL_PERMISSIONS.deny };

function allows(rules: readonly Rule[], operation: Operation, name = "orders"): boolean {
  const authorizer = new Authorizer({ superUsers: ["User:root"], rules: () => rules });
  return authorizer.allows(ANNE, operation, { type: "topic", name });
}

function allowsSome(...rules: Rule[]): boolean {
  const authorizer = new Authorizer({ superUsers: ["User:root"], rules: () => rules });
  return authorizer.allowsSome(ANNE, "write", "topic");
}

Deno.test("what no rule allows is denied, except to super users", () => {
  assertEquals(allows([], "read"), false);
  const authorizer = new Authorizer({ superUsers: ["User:root"], rules: () => [] });
  const root = { ...ANNE, principal: "User:root" };
  assertEquals(authorizer.allows(root, "alter", { type: "topic", name: "orders" }), true);
  assertEquals(authorizer.allowsSome(root, "write", "topic"), true);
});

Deno.test("names, prefixes, users and addresses are told apart", () => {
  assertEquals(allows([rule("order", "read")], "read"), false);
  assertEquals(allows([rule("order", "read", prefixed)], "read"), true);
  assertEquals(allows([rule("orders2", "read", prefixed)], "read"), false);
  assertEquals(allows([rule("*", "read")], "read"), true);
  assertEquals(allows([rule("*", "read", prefixed)], "read"), false);
  assertEquals(allows([rule("orders", "read", { principal: "User:bert" })], "read"), false);
  assertEquals(allows([rule("orders", "read", { principal: "User:*" })], "read"), true);
  assertEquals(allows([rule("orders", "read", { host: "10.0.0.1" })], "read"), false);
  assertEquals(
    allows([rule("orders", "read", { resourceType: ACL_RESOURCES.group })], "read"),
    false,
  );
});

Deno.test("some operations include describe or describeConfigs, but only where they allow", () => {
  for (const operation of ["read", "write", "delete", "alter", "all"] as const) {
    assertEquals(allows([rule("orders", operation)], "describe"), true, operation);
  }
  assertEquals(allows([rule("orders", "create")], "describe"), false);
  assertEquals(allows([rule("orders", "describe")], "read"), false);
  assertEquals(allows([rule("orders", "alterConfigs")], "describeConfigs"), true);
  const both = [rule("orders", "describe"), rule("orders", "read", denied)];
  assertEquals(allows(both, "describe"), true);
});

Deno.test("a rule that denies goes before all that allow", () => {
  const all = [rule("orders", "all"), rule("ord", "read", { ...prefixed, ...denied })];
  assertEquals([allows(all, "read"), allows(all, "write")], [false, true]);
  assertEquals(allows([rule("orders", "read"), rule("*", "all", denied)], "read"), false);
});

Deno.test("some topic may be written to unless all that is allowed is denied again", () => {
  assertEquals(allowsSome(), false);
  assertEquals(allowsSome(rule("orders", "write")), true);
  assertEquals(allowsSome(rule("orders", "read")), false);
  assertEquals(allowsSome(rule("orders", "write"), rule("orders", "write", denied)), false);
  assertEquals(allowsSome(rule("orders", "write"), rule("*", "all", denied)), false);
  assertEquals(allowsSome(rule("*", "write"), rule("orders", "write", denied)), true);
  assertEquals(
    allowsSome(rule("ord", "write", prefixed), rule("or", "write", { ...prefixed, ...denied })),
    false,
  );
  assertEquals(
    allowsSome(rule("ord", "write", prefixed), rule("orders", "write", denied)),
    true,
  );
});
