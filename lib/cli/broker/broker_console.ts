import type { RunningCluster } from "../../broker/mod.ts";
import { ConfigError } from "../../core/mod.ts";
import { LineConsole } from "../line_console.ts";

/** What may be typed while a cluster runs. */
export const CONSOLE_HELP: readonly string[] = [
  "While it runs, a line does something:",
  "  kill BROKER                    ends a broker as a power cut would",
  "  revive BROKER                  brings it back on its port",
  "  leader TOPIC PARTITION BROKER  makes a broker the leader of a partition",
  "  hold, release                  followers copy nothing, go on copying",
  "  clean                          retention and compaction, now",
  "  quit                           ends it, as Ctrl-C does",
];

/** The orders that a cluster takes while it runs. */
export function brokerConsole(cluster: RunningCluster): LineConsole {
  let hold: AsyncDisposable | undefined;
  return new LineConsole(CONSOLE_HELP, {
    async kill(text) {
      await cluster.kill(numberIn(text, "kill BROKER"));
      return [`broker ${text} is dead`];
    },
    async revive(text) {
      if (hold !== undefined) throw new ConfigError("Followers are held: release them first");
      await cluster.revive(numberIn(text, "revive BROKER"));
      return [`broker ${text} is back and in sync`];
    },
    async leader(text) {
      const usage = "leader TOPIC PARTITION BROKER";
      const [topic = "", partition = "", brokerId = "", ...more] = text.split(/\s+/);
      if (more.length > 0) throw new ConfigError(`Write ${usage}`);
      const broker = numberIn(brokerId, usage);
      await cluster.moveLeader({ topic, partition: numberIn(partition, usage) }, broker);
      return [`broker ${broker} leads ${topic}-${partition}`];
    },
    async hold() {
      hold ??= await cluster.holdReplication();
      return ["followers are held: what is written now, only leaders have"];
    },
    async release() {
      await hold?.[Symbol.asyncDispose]();
      hold = undefined;
      return ["followers copy"];
    },
    async clean() {
      await cluster.cleanNow();
      return ["cleaned: retention and compaction are done"];
    },
  });
}

function numberIn(text: string, usage: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new ConfigError(`"${text}" is no number: write ${usage}`);
  return Number(text);
}
