/** A place that a document names: a file, a name within it, or a task. */
export type NamedPlace =
  | { readonly kind: "file"; readonly path: string; readonly symbol: string | undefined }
  | { readonly kind: "task"; readonly task: string; readonly flags: readonly string[] };

const FOLDERS = /^(labs|lib|schemas|tasks|solutions|docs|deploy|vendor|\.ci)\//;
const ROOT_FILES = /^(LICENSE|(README|CHANGELOG)\.md|deno\.(json|lock)|docker-compose\.yml)$/;

/** The places named in `code` spans and code blocks of a Markdown text. */
export function placesIn(markdown: string): NamedPlace[] {
  const spans = [...markdown.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
  const blocks = [...markdown.matchAll(/```\w*\n(.*?)```/gs)].flatMap((match) =>
    match[1]!.split("\n")
  );
  return [...spans, ...blocks].flatMap((text) => [...tasksIn(text), ...filesIn(text)]);
}

/** The local targets of a Markdown text's links, without their anchors. */
export function linksIn(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!)
    .filter((target) => !/^(https?:|#|mailto:)/.test(target))
    .map((target) => target.split("#")[0]!);
}

function* tasksIn(text: string): Iterable<NamedPlace> {
  for (const [, task, rest] of text.matchAll(/\btask ([a-z][\w:-]*)([^|&;`]*)/g)) {
    const flags = [...rest!.matchAll(/(?<=\s)--([a-z][\w-]*)/g)].map((match) => match[1]!);
    yield { kind: "task", task: task!, flags };
  }
}

function filesIn(text: string): NamedPlace[] {
  const [path = "", symbol] = text.trim().split("#");
  if (ROOT_FILES.test(path)) return [{ kind: "file", path, symbol }];
  if (!FOLDERS.test(path) || /[\s*<>{}]|NN/.test(path)) return [];
  return [{ kind: "file", path, symbol }];
}
