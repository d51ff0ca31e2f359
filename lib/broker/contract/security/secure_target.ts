import type { Target } from "../target.ts";
import type { User } from "./secure_session.ts";

/** A cluster that asks who one is. */
export interface SecureTarget extends Target {
  readonly superUser: User;
}

/** The secure Apache Kafka of `-- --kafka-secure=host:port --super-user=name:password`, if any. */
export function secureKafka(
  args: readonly string[],
): { address: string; superUser: User } | undefined {
  const value = (name: string) =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const address = value("kafka-secure");
  if (address === undefined) return undefined;
  const [name = "", password = ""] = value("super-user")?.split(":") ?? [];
  return { address, superUser: { name, password } };
}
