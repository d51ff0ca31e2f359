/** Settings as they were typed, or what is wrong with them. */
export interface TypedSettings {
  readonly config: Readonly<Record<string, string>>;
  /** A sentence about the first line that can't be read; `null` when all can. */
  readonly problem: string | null;
}

/** Reads lines of `name=value`. */
export function settingsIn(text: string): TypedSettings {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const entries = lines.map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, Math.max(0, at)).trim(), line.slice(at + 1).trim()] as const;
  });
  const wrong = entries.findIndex(([name]) => name === "");
  return {
    config: Object.fromEntries(entries.filter(([name]) => name !== "")),
    problem: wrong < 0 ? null : `Line ${wrong + 1} is not name=value: ${lines[wrong]}`,
  };
}
