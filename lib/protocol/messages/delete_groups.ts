import { array, int16, int32, message, string } from "../schema.ts";

/** Deletes empty groups. */
export const deleteGroups = message({
  key: 42,
  name: "DeleteGroups",
  versions: "0-2",
  flexible: "2+",
  request: {
    groupsNames: array("0+", "string"),
  },
  response: {
    throttleTimeMs: int32("0+", { default: 0 }),
    results: array("0+", {
      groupId: string("0+"),
      errorCode: int16("0+"),
    }),
  },
});
