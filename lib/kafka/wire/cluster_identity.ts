import { ConnectionError } from "../errors.ts";

/**
 * Which cluster a client talks to. An address may pass to a broker of another cluster while its
 * owner is away; records and offsets must not pass with it.
 */
export class ClusterIdentity {
  #clusterId: string | undefined;

  /**
   * Holds what a broker says of its cluster against what the first one said.
   *
   * @throws {ConnectionError} code `OTHER_CLUSTER`
   */
  check(clusterId: string | null, peer: string): void {
    if (clusterId === null || clusterId === "") return;
    this.#clusterId ??= clusterId;
    if (clusterId === this.#clusterId) return;
    throw new ConnectionError(
      `${peer} belongs to cluster ${clusterId} now, not to ${this.#clusterId}: nothing is asked of ` +
        `it; open another client for the other cluster`,
      { code: "OTHER_CLUSTER", retriable: true },
    );
  }
}
