import { freshSeed, messageOf, WorkshopError } from "../core/mod.ts";
import { openRunFolder } from "../workshop/mod.ts";
import { command, EXIT } from "./command.ts";
import { flag, number, text } from "./options.ts";
import { demandCleanStops, stopConsumerAtPoints } from "./stop_signals/consumer_points.ts";
import { demandBalancedDemos, stopDemoAtPoints } from "./stop_signals/demo_points.ts";

await command({
  name: "stop-signals",
  summary: "Stops consumer and demo by SIGTERM and Ctrl-C in their work, and looks what they left.",
  options: {
    points: number("How often the consumer is stopped", { fallback: 20, min: 0, max: 10_000 }),
    demos: number("How often the demo is stopped", { fallback: 4, min: 0, max: 1000 }),
    seed: text("TEXT", "Decides where and by which signal; made up if it is not given"),
    json: flag("Print one line of JSON"),
  },
}, async ({ options, signal }) => {
  const { points, demos, seed = freshSeed() } = options;
  const say = options.json ? () => {} : (line: string) => console.log(line);
  await using folder = await openRunFolder("stop-signals");
  try {
    const consumer = await stopConsumerAtPoints({ points, seed, folder: folder.path, say, signal });
    demandCleanStops(consumer);
    const stopped = await stopDemoAtPoints({ demos, seed, say, signal });
    demandBalancedDemos(stopped);
    if (options.json) console.log(JSON.stringify({ seed, consumer, demos: stopped }));
    else console.log(`Nothing was repeated or lost, each end was in order (seed ${seed})`);
    return EXIT.ok;
  } catch (cause) {
    signal.throwIfAborted();
    throw new WorkshopError(`${messageOf(cause)} (seed ${seed})`, {
      code: "STOP_NOT_CLEAN",
      cause,
    });
  }
});
