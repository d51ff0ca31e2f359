/** A line on a terminal that is written over again and again. */
export interface ProgressLine extends Disposable {
  show(line: string): void;
  clear(): void;
}

const CLEAR = "\r\x1b[K";
const COLUMNS = 79;

/** Shows nothing where nobody watches. */
export function progressLine(isWatched: boolean): ProgressLine {
  const write = (text: string) => {
    if (isWatched) Deno.stdout.writeSync(new TextEncoder().encode(text));
  };
  const clear = () => write(CLEAR);
  return {
    show: (line) => write(CLEAR + line.slice(0, COLUMNS)),
    clear,
    [Symbol.dispose]: clear,
  };
}
