import { command } from "./command.ts";
import { runOnYourCluster } from "./cluster_action.ts";
import { alter } from "./topics/alter.ts";
import { configs } from "./topics/configs.ts";
import { create } from "./topics/create.ts";
import { describe } from "./topics/describe.ts";
import { TOPICS_FLAGS } from "./topics/flags.ts";
import { list } from "./topics/list.ts";
import { partitions } from "./topics/partitions.ts";
import { remove } from "./topics/remove.ts";

await command({
  name: "topics",
  summary: "Lists, describes, makes, changes and deletes topics of your cluster.",
  arguments: "list | describe | create | delete | alter | partitions | configs [NAME…]",
  positionals: [1, 1000],
  options: TOPICS_FLAGS,
  notes: [
    "  list                                        names, partitions, replicas",
    "  describe orders                             leaders, replicas, offsets, sizes",
    "  create orders --partitions 1 --rf 1         --config retention.ms=604800000",
    "  create --registry                           all of schemas/topics.json",
    "  alter orders --config retention.ms=1000     --reset NAME gives the default back",
    "  partitions orders 3                         more of them; fewer is not possible",
    "  configs orders                              what differs from the defaults",
    "  delete orders --yes",
    "",
    "The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092.",
  ],
}, ({ options: flags, positionals, signal }) =>
  runOnYourCluster({
    actions: { list, describe, create, delete: remove, alter, partitions, configs },
    positionals,
    flags,
    signal,
  }));
