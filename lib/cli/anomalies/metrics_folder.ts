import { ConfigError, InconclusiveError, messageOf } from "../../core/mod.ts";
import { type LabelledSeries, readLabelledSeries } from "../../processor/mod.ts";

type Windows = Record<string, [string, string][]>;

/**
 * Reads the series of a folder that `windows.json` names, in the order of their names.
 *
 * @throws {InconclusiveError} when there is no such folder
 * @throws {ConfigError} for a file that is no series
 */
export async function readMetricsFolder(folder: string): Promise<readonly LabelledSeries[]> {
  const path = `${folder}/windows.json`;
  const windows: Windows = reading(path, await textOf(path), JSON.parse);
  return await Promise.all(
    Object.entries(windows).sort().map(async ([name, pairs]) => {
      const text = await textOf(`${folder}/${name}`);
      return reading(`${folder}/${name}`, text, () => readLabelledSeries(name, text, pairs));
    }),
  );
}

function reading<T>(path: string, text: string, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    throw new ConfigError(`${path} can't be used: ${messageOf(error)}`, { cause: error });
  }
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
