import { openRunFolder } from "../../workshop/mod.ts";
import { freshSeed } from "../../core/mod.ts";
import { demandCleanStops, stopConsumerAtPoints } from "./consumer_points.ts";

Deno.test({
  name: "a consumer that is stopped in its work ends with code 0, and repeats and loses nothing",
  // There a signal from another process ends it without a word.
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await openRunFolder("stop-signals");
    const options = { points: 3, seed: freshSeed(), folder: folder.path };
    demandCleanStops(await stopConsumerAtPoints(options));
  },
});
