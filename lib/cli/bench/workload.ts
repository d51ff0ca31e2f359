/** What is sent and read in a throughput run. */
export interface Workload {
  readonly records: number;
  /** Size of each record's value, in bytes. */
  readonly valueBytes: number;
  /** Records in one batch for one partition. */
  readonly batchRecords: number;
  readonly partitions: number;
}

/** A value of the workload's size, without a pattern that a codec or a string table could use. */
export function valueOf({ valueBytes }: Workload): Uint8Array<ArrayBuffer> {
  const value = new Uint8Array(valueBytes);
  for (let at = 0; at < valueBytes; at += 65_536) {
    crypto.getRandomValues(value.subarray(at, at + 65_536));
  }
  return value;
}

/** How many records each partition gets. */
export function recordsPerPartition({ records, partitions }: Workload): number[] {
  return Array.from(
    { length: partitions },
    (_, partition) => Math.floor(records / partitions) + (partition < records % partitions ? 1 : 0),
  );
}
