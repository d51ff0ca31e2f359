import { bool, int16, int32, int64, message, string } from "../schema.ts";

/** Commits or aborts a transaction. */
export const endTxn = message({
  key: 26,
  name: "EndTxn",
  versions: "0-5",
  flexible: "3+",
  request: {
    transactionalId: string("0+"),
    producerId: int64("0+"),
    producerEpoch: int16("0+"),
    committed: bool("0+"),
  },
  response: {
    throttleTimeMs: int32("0+", { default: 0 }),
    errorCode: int16("0+"),
    producerId: int64("5+", { default: -1 }),
    producerEpoch: int16("5+", { default: -1 }),
  },
});
