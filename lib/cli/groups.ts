import { command } from "./command.ts";
import { runOnYourCluster } from "./cluster_action.ts";
import { describe } from "./groups/describe.ts";
import { GROUPS_FLAGS } from "./groups/flags.ts";
import { list } from "./groups/list.ts";
import { remove } from "./groups/remove.ts";
import { reset } from "./groups/reset.ts";

await command({
  name: "groups",
  summary: "Lists and describes groups of your cluster, moves their offsets, forgets them.",
  arguments: "list | describe | reset | delete [GROUP…]",
  positionals: [1, 1000],
  options: GROUPS_FLAGS,
  notes: [
    "  list                                     every group and its state",
    "  describe event-processors                offsets, lag, who reads what",
    "  describe --all-groups",
    "  reset GROUP TOPIC --to-earliest          what would be moved; --execute moves it",
    "  reset GROUP --topic T:0,2 --shift-by -10 two partitions, ten records back",
    "  delete GROUP --yes                       its offsets are gone",
    "",
    "Offsets of a group can only be moved while it has no members. The cluster is",
    "KAFKA_BOOTSTRAP_SERVERS, else localhost:9092.",
  ],
}, ({ options: flags, positionals, signal }) =>
  runOnYourCluster({
    actions: { list, describe, reset, delete: remove },
    positionals,
    flags,
    signal,
  }));
