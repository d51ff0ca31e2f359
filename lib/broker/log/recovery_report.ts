import type { Logger } from "../../core/mod.ts";
import type { PartitionLog } from "./partition_log.ts";
import type { DamagedTail } from "./segments.ts";

/** Warns of a log whose end had to be cut. */
export function warnOfDamage(logger: Logger, damage: DamagedTail): void {
  const { droppedBytes, file, position, offset, missingOffsets } = damage;
  const known = missingOffsets === 0
    ? ""
    : `, ${missingOffsets} offsets before what its checkpoint tells of`;
  logger.log(
    "WARN",
    `Cut ${droppedBytes} damaged bytes off the end of ${file} at byte ${position}: ` +
      `the log now ends before offset ${offset}${known}`,
    { ...damage },
  );
}

/** Tells how much had to be read when a data folder was opened that had not been closed. */
export function tellOfRecovery(logger: Logger, logs: readonly PartitionLog[]): void {
  const scannedBytes = logs.reduce((sum, log) => sum + log.scannedBytes, 0);
  if (scannedBytes === 0) return;
  const text = `The data folder was not closed: ${scannedBytes} bytes were read and checked`;
  logger.log("INFO", text, { scannedBytes });
}
