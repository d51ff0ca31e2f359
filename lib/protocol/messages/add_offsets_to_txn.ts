import { int16, int32, int64, message, string } from "../schema.ts";

/** Makes a group's committed offsets part of a transaction. */
export const addOffsetsToTxn = message({
  key: 25,
  name: "AddOffsetsToTxn",
  versions: "0-4",
  flexible: "3+",
  request: {
    transactionalId: string("0+"),
    producerId: int64("0+"),
    producerEpoch: int16("0+"),
    groupId: string("0+"),
  },
  response: {
    throttleTimeMs: int32("0+", { default: 0 }),
    errorCode: int16("0+"),
  },
});
