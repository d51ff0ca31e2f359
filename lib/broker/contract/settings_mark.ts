import { waitFor } from "../../core/mod.ts";
import type { RawConnection } from "./raw_connection.ts";
import { errorName } from "./session.ts";

/** Whose settings were changed, and what does nothing to a scenario when it is changed, too. */
export interface Marked {
  /** 2 for a topic, 4 for a broker. */
  readonly type: number;
  /** Of the topic; of the broker, or "" for all of them. */
  readonly name: string;
  readonly setting: string;
  /** Who is asked whether the mark has arrived. @default {name} */
  readonly askedOf?: string;
}

let marks = 60_000;

/**
 * Changes a setting that does nothing, and waits until the broker tells of it: then it has heard of
 * all changes before. It tells of a change before it goes by it; by the time that it tells of a second
 * mark, made when the first was seen, it goes by all that came before the first.
 */
export async function awaitMark(
  broker: RawConnection,
  { type, name, setting, askedOf = name }: Marked,
): Promise<void> {
  const mark = String(++marks);
  const { responses } = await broker.call("IncrementalAlterConfigs", 1, {
    resources: [{
      resourceType: type,
      resourceName: name,
      configs: [{ name: setting, configOperation: 0, value: mark }],
    }],
    validateOnly: false,
  });
  const [answer] = responses;
  if (answer!.errorCode !== 0) throw new Error(`${setting}: ${errorName(answer!.errorCode)}`);
  await waitFor(async () => {
    const { results } = await broker.call("DescribeConfigs", 4, {
      resources: [{ resourceType: type, resourceName: askedOf, configurationKeys: [setting] }],
    });
    return results[0]!.configs[0]?.value === mark;
  }, { what: `the settings of ${name || "all brokers"}` });
}
