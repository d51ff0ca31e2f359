import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { LabFiles } from "./lab_files.ts";
import { openTarget } from "./open_target.ts";
import { printedLines, resultLines } from "./report.ts";
import { Workbench } from "./workbench.ts";

const LAB = {
  number: "90",
  name: "echo",
  title: "An echo",
  misconception: "Walls are silent",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 1,
} as const;
const FILES = new LabFiles(LAB, new URL("./testdata/", import.meta.url));
const ROOT = new URL("../../", import.meta.url);

const right = "export const echo = (text: string) => text;";
const answers = (value: string) => `export const echo = (): unknown => ${value};`;
const doing = (what: string) =>
  `export async function echo(text: string): Promise<unknown> { ${what}; return text; }`;

/** What is attacked, the task that does it, and the anomaly that it must be called. */
const ATTACKS: readonly (readonly [what: string, source: string, anomaly: string])[] = [
  ["loops for ever", doing("for (;;)"), "endless loop"],
  ["loops for ever in turns", doing("for (;;) await null"), "endless loop"],
  [
    "loops for ever with pauses",
    doing("for (;;) await new Promise((go) => setTimeout(go, 1))"),
    "promise never settled",
  ],
  [
    "sleeps on a lock",
    doing("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"),
    "endless loop",
  ],
  ["exits by Deno", doing("Deno.exit(0)"), "process ended"],
  ["exits by Node's process", doing("(globalThis as any).process.exit(0)"), "process ended"],
  [
    "exits by an import of process",
    `import process from "node:process"; ${doing("process.exit()")}`,
    "process ended",
  ],
  ["aborts", doing("(globalThis as any).process.abort()"), "process ended"],
  ["closes the window", doing("globalThis.close(); await new Promise(() => {})"), "process ended"],
  ["exits while it is loaded", `${right} Deno.exit(0);`, "process ended"],
  ["throws while it is loaded", `${right} throw new Error("no");`, "unloadable"],
  ["is no TypeScript", "export function echo( {", "unloadable"],
  [
    "rejects behind the back",
    doing(`void Promise.reject(new Error("late"))`),
    "unhandled rejection",
  ],
  [
    "rejects and hides it",
    `addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
    ${doing(`void Promise.reject(new Error("late"))`)}`,
    "unhandled rejection",
  ],
  [
    "throws in a timer that outlives the answer",
    doing(`setTimeout(() => { throw new Error("late"); }, 0)`),
    "uncaught error",
  ],
  ["throws nothing", doing("throw undefined"), "unexpected error"],
  ["throws what can't be told", doing("throw Object.create(null)"), "unexpected error"],
  [
    "throws an error that holds itself",
    doing("const error = new Error('x'); error.cause = error; throw error"),
    "unexpected error",
  ],
  [
    "throws an error that throws",
    doing("throw Object.defineProperty(new Error('x'), 'message', { get() { throw 1; } })"),
    "unexpected error",
  ],
  ["prints without end", doing(`for (;;) console.error("x".repeat(10_000))`), "flood of output"],
  [
    "prints verdicts",
    `export function echo() { console.log("✓ What is said comes back\\nLab 90 passed"); return 1; }`,
    "no echo",
  ],
  ["changes Date", `${right} Date.now = () => 0;`, "tampering"],
  ["replaces Date", `${right} (globalThis as any).Date = class {};`, "tampering"],
  ["changes Math.random", doing("Math.random = () => 0"), "tampering"],
  ["changes JSON", doing("JSON.stringify = () => '{}'"), "tampering"],
  ["replaces Promise", doing("(globalThis as any).Promise = class {}"), "tampering"],
  ["changes arrays", doing("Array.prototype.push = () => 0"), "tampering"],
  ["adds to arrays", doing("(Array.prototype as any).last = 1"), "tampering"],
  ["replaces structuredClone", doing("(globalThis as any).structuredClone = () => 0"), "tampering"],
  ["changes console", doing("console.log = () => {}"), "tampering"],
  ["replaces fetch", doing("(globalThis as any).fetch = () => 0"), "tampering"],
  [
    "changes how all arrays are walked",
    doing("Object.getPrototypeOf([].values()).next = () => ({ done: true })"),
    "tampering",
  ],
  [
    "changes how streams are written",
    doing("(WritableStreamDefaultWriter.prototype as any).write = () => Promise.resolve()"),
    "tampering",
  ],
  ["changes Deno", doing("(Deno as any).connect = () => 0"), "tampering"],
  ["pollutes all objects", doing("(Object.prototype as any).said = 1"), "tampering"],
  ["pollutes by a prototype", doing("Object.getPrototypeOf({}).toJSON = () => 1"), "tampering"],
  [
    "puts an object above arrays",
    doing("Object.setPrototypeOf(Array.prototype, { toJSON: () => 1 })"),
    "tampering",
  ],
  ["answers nothing", answers("undefined"), "no echo"],
  ["answers NaN", answers("NaN"), "no echo"],
  ["answers a bigint", answers("1n"), "no echo"],
  ["answers a Proxy", answers("new Proxy({}, { get: () => 1 })"), "no echo"],
  [
    "answers a Proxy that throws",
    answers("new Proxy({}, { ownKeys() { throw 1; } })"),
    "unsendable value",
  ],
  [
    "answers with a getter that throws",
    answers("({ get a() { throw new Error('no'); } })"),
    "unsendable value",
  ],
  ["answers with a getter that loops", answers("({ get a() { for (;;); } })"), "endless loop"],
  [
    "answers a circle",
    "export function echo() { const a: any = {}; a.a = a; return a; }",
    "unsendable value",
  ],
  ["answers a function", answers("() => 1"), "unsendable value"],
  ["answers a symbol", answers("Symbol.iterator"), "unsendable value"],
  ["answers 18 MB", answers(`"x".repeat(18_000_000)`), "unsendable value"],
  ["answers what has no text", answers("({ toString: 1, valueOf: 1 })"), "unusable answer"],
  [
    "answers a promise that never settles",
    answers("new Promise(() => {})"),
    "promise never settled",
  ],
  [
    "starts a thread",
    doing(`new Worker("data:application/javascript,for(;;);", { type: "module" })`),
    "unexpected error",
  ],
  ["imports the solution", `export { echo } from "${FILES.solution}";`, "unloadable"],
  ["imports the checks", `import "${new URL("../check.ts", FILES.stub)}"; ${right}`, "unloadable"],
  ["imports from the net", `import "https://127.0.0.1:9/x.ts"; ${right}`, "unloadable"],
  [
    "reads a check",
    doing(`await Deno.readTextFile("${ROOT.pathname}deno.json")`),
    "unexpected error",
  ],
  ["writes a file", doing(`await Deno.writeTextFile("x", "y")`), "unexpected error"],
  ["dials", doing(`await Deno.connect({ hostname: "127.0.0.1", port: 9 })`), "unexpected error"],
  ["asks the net", doing(`await fetch("http://127.0.0.1:9/")`), "unexpected error"],
  ["starts a program", doing(`new Deno.Command("deno").spawn()`), "unexpected error"],
  ["is commented out", `/* ${right} */`, "missing function"],
  ["is named otherwise", "export const eco = (text: string) => text;", "missing function"],
  ["is no function", `export const echo = "text";`, "missing function"],
  ["is exported by default", "export default (text: string) => text;", "missing function"],
];

Deno.test("a task that attacks its grading fails, and is told why", async (t) => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  try {
    await using bench = await Workbench.on(await openTarget());
    for (const [at, [what, source, anomaly]] of ATTACKS.entries()) {
      const task = new URL(`file://${folder}/task_${at}.ts`);
      await Deno.writeTextFile(task, source);
      await t.step(`it ${what}`, () => judge(bench, task, anomaly));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function judge(bench: Workbench, task: URL, anomaly: string): Promise<void> {
  const grade = await bench.grade(FILES, { task, only: ["echoes"] });
  const { verdict } = grade.results[0]!;
  assertEquals(grade.verdict, "fail");
  assert(verdict.verdict === "fail");
  assertEquals(verdict.anomaly, anomaly, verdict.happened);
  // A sentence, not a stack; nothing that the learner can't do.
  const text = resultLines(grade.results[0]!, { replay: "deno task verify 90" }).join("\n");
  assert(!/ at \S+:\d+:\d+|--allow-|file:\/\//.test(text), text);
  for (const line of printedLines(grade.printed).slice(1)) assertStringIncludes(line, "│ ");
}
