import { InconclusiveError } from "../../core/mod.ts";
import { type LabelledSeries, readLabelledSeries } from "../../processor/mod.ts";

/** Reads the series of a folder that `windows.json` names, in the order of their names. */
export async function readMetricsFolder(folder: string): Promise<readonly LabelledSeries[]> {
  const windows: Record<string, [string, string][]> = JSON.parse(
    await textOf(`${folder}/windows.json`),
  );
  return await Promise.all(
    Object.keys(windows).sort().map(async (name) =>
      readLabelledSeries(name, await textOf(`${folder}/${name}`), windows[name]!)
    ),
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new InconclusiveError(
      `${path} can't be read, so no labelled series is there to judge by`,
      "Name a folder with a windows.json and the CSV files it speaks of, as the Numenta Anomaly " +
        "Benchmark has them",
      error,
    );
  }
}
