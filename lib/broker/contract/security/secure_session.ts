import { waitFor } from "../../../core/mod.ts";
import type { RawConnection } from "../raw_connection.ts";
import { type Body, errorName, Session } from "../session.ts";
import { saltedPassword, ScramTokens } from "./scram_tokens.ts";

/** A user and the password. */
export interface User {
  readonly name: string;
  readonly password: string;
}

/** An access rule that lets somebody do something. */
export type NewRule = Body<"CreateAcls">["creations"][number];

const ANY = 1;
const SHA_256 = 1;
const ITERATIONS = 4096;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A story told to a cluster that asks who one is. */
export interface SecureScenario {
  readonly name: string;
  run(session: SecureSession): Promise<void>;
}

/** What a scenario on a secure cluster talks through; without a name it is the super user. */
export class SecureSession extends Session {
  readonly superUser: User;
  readonly #users: string[] = [];

  constructor(address: string, superUser: User) {
    super(address);
    this.superUser = superUser;
  }

  protected override async opened(): Promise<RawConnection> {
    const connection = await this.dialled();
    const answer = await logInPlain(connection, this.superUser);
    if (answer !== "NONE") throw new Error(`The super user can't log in: ${answer}`);
    return connection;
  }

  /** A connection on which nothing was said yet, closed by whoever asked for it. */
  async unknown(): Promise<RawConnection> {
    return await this.dialled();
  }

  /** A connection of the super user, closed by whoever asked for it. */
  async fresh(): Promise<RawConnection> {
    return await this.opened();
  }

  /** Makes a user with a password, who logs in by SCRAM-SHA-256. */
  async user(what: string, password = `password of ${what}`): Promise<User> {
    const user = { name: this.name(what), password };
    const salt = encoder.encode("some salt");
    const salted = saltedPassword("SCRAM-SHA-256", password, { salt, iterations: ITERATIONS });
    const { results } = await (await this.broker()).call("AlterUserScramCredentials", 0, {
      deletions: [],
      upsertions: [{
        name: user.name,
        mechanism: SHA_256,
        iterations: ITERATIONS,
        salt,
        saltedPassword: salted,
      }],
    });
    const { errorCode } = results[0]!;
    if (errorCode !== 0) throw new Error(`User ${user.name}: ${errorName(errorCode)}`);
    this.#users.push(user.name);
    return user;
  }

  /** A connection of a user, once the broker has heard of it. */
  async connectAs(user: User): Promise<RawConnection> {
    return await waitFor(async () => {
      const connection = await this.dialled();
      const answer = await logInScram(connection, user);
      if (answer === "NONE") return connection;
      connection[Symbol.dispose]();
      return undefined;
    }, { what: `${user.name} to be known`, timeoutMs: 10_000 });
  }

  /** Waits until a user can't log in any more. */
  async untilUnknown(user: User): Promise<void> {
    await waitFor(async () => {
      using connection = await this.dialled();
      return await logInScram(connection, user) !== "NONE";
    }, { what: `${user.name} to be forgotten`, timeoutMs: 10_000 });
  }

  /** Adds rules and waits until the broker goes by them. */
  async allow(rules: readonly NewRule[]): Promise<void> {
    const broker = await this.broker();
    const { results } = await broker.call("CreateAcls", 2, { creations: rules });
    const failed = results.find(({ errorCode }) => errorCode !== 0);
    if (failed !== undefined) throw new Error(`CreateAcls: ${failed.errorMessage}`);
    for (const rule of rules) {
      await waitFor(async () => (await this.#rulesLike(rule)) > 0, { what: "the rule to hold" });
    }
  }

  /** Removes users and their rules, and what other scenarios remove, too. */
  override async [Symbol.asyncDispose](): Promise<void> {
    if (this.#users.length > 0) {
      using admin = await this.opened();
      const deletions = this.#users.map((name) => ({ name, mechanism: SHA_256 }));
      await admin.call("AlterUserScramCredentials", 0, { deletions, upsertions: [] });
      const filters = this.#users.map((name) => ({
        resourceTypeFilter: ANY,
        resourceNameFilter: null,
        patternTypeFilter: ANY,
        principalFilter: `User:${name}`,
        hostFilter: null,
        operation: ANY,
        permissionType: ANY,
      }));
      await admin.call("DeleteAcls", 2, { filters });
    }
    await super[Symbol.asyncDispose]();
  }

  async #rulesLike(rule: NewRule): Promise<number> {
    const { resources } = await (await this.broker()).call("DescribeAcls", 2, {
      resourceTypeFilter: rule.resourceType,
      resourceNameFilter: rule.resourceName,
      patternTypeFilter: rule.resourcePatternType ?? 3,
      principalFilter: rule.principal,
      hostFilter: rule.host,
      operation: rule.operation,
      permissionType: rule.permissionType,
    });
    return resources.length;
  }
}

/** Logs in by PLAIN; gives the error's name. */
export async function logInPlain(connection: RawConnection, user: User): Promise<string> {
  const agreed = await connection.call("SaslHandshake", 1, { mechanism: "PLAIN" });
  if (agreed.errorCode !== 0) return errorName(agreed.errorCode);
  const authBytes = encoder.encode(`\0${user.name}\0${user.password}`);
  const { errorCode } = await connection.call("SaslAuthenticate", 2, { authBytes });
  return errorName(errorCode);
}

/** Logs in by SCRAM-SHA-256; gives the error's name. */
export async function logInScram(connection: RawConnection, user: User): Promise<string> {
  const tokens = new ScramTokens("SCRAM-SHA-256", user);
  await connection.call("SaslHandshake", 1, { mechanism: "SCRAM-SHA-256" });
  const say = (text: string) =>
    connection.call("SaslAuthenticate", 2, { authBytes: encoder.encode(text) });
  const challenge = await say(tokens.first);
  if (challenge.errorCode !== 0) return errorName(challenge.errorCode);
  const last = await say(tokens.final(decoder.decode(challenge.authBytes)));
  if (last.errorCode !== 0) return errorName(last.errorCode);
  return tokens.accepts(decoder.decode(last.authBytes)) ? "NONE" : "the broker can't prove itself";
}
