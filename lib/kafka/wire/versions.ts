import { type ApiName, apiVersions } from "../../protocol/mod.ts";
import { BrokerError } from "../errors.ts";

/**
 * The newest version used of an API, where it isn't the newest that lib/protocol knows: later ones
 * name topics by id, ask for several groups at once, or change how transactions end.
 */
const NEWEST_USED: Partial<Record<ApiName, number>> = {
  Produce: 9,
  Fetch: 12,
  ListOffsets: 7,
  Metadata: 12,
  OffsetCommit: 8,
  OffsetFetch: 7,
  FindCoordinator: 3,
  InitProducerId: 4,
  AddPartitionsToTxn: 3,
  AddOffsetsToTxn: 3,
  EndTxn: 3,
  TxnOffsetCommit: 3,
};

/** The versions of the APIs that a broker offers, by their keys. */
export type OfferedVersions = ReadonlyMap<number, readonly [lowest: number, highest: number]>;

/**
 * The version in which a broker and this client talk.
 *
 * @param newest the newest that the caller can use, if not what is used elsewhere
 *
 * @throws {BrokerError} code `UNSUPPORTED_VERSION` when there is none
 */
export function commonVersion(
  name: ApiName,
  key: number,
  offered: OfferedVersions,
  peer: string,
  newest = NEWEST_USED[name] ?? Infinity,
): number {
  const [lowestKnown, highestKnown] = apiVersions(name);
  const [lowest, highest] = offered.get(key) ?? [Infinity, -Infinity];
  const version = Math.min(newest, highestKnown, highest);
  if (version >= Math.max(lowestKnown, lowest)) return version;
  const known = `between ${lowestKnown} and ${Math.min(newest, highestKnown)}`;
  throw new BrokerError(
    `${peer} offers no version of ${name} ${known}: ` +
      "use a broker of Apache Kafka 2.4 or later",
    { code: "UNSUPPORTED_VERSION" },
  );
}
