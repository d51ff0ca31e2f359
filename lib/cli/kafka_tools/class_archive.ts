import { sharedJars } from "../../workshop/cluster/mod.ts";

/** What a Java says of archives goes to its output, where a tool's own lines are read. */
const QUIET = ["-Xshare:auto", "-Xlog:disable"];

/** How a program gets its classes. */
export interface ClassArchive {
  /** For `java`, before the program's name. */
  readonly flags: readonly string[];
  /** To be called when the program has ended well. */
  readonly keep: () => Promise<void>;
}

/**
 * Has `java` take a program's classes from an archive (JEP 350) that its first run leaves: that takes
 * a third of the processor time. A Java that can't use what is there goes on without it.
 */
export async function classArchive(program: string): Promise<ClassArchive> {
  const folder = `${sharedJars()}/../archives`;
  const archive = `${folder}/${program}.jsa`;
  if (await exists(archive)) {
    return { flags: [`-XX:SharedArchiveFile=${archive}`, ...QUIET], keep: () => Promise.resolve() };
  }
  await Deno.mkdir(folder, { recursive: true });
  const part = `${folder}/${crypto.randomUUID()}.part`;
  return {
    flags: [`-XX:ArchiveClassesAtExit=${part}`, ...QUIET],
    keep: () => Deno.rename(part, archive),
  };
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
