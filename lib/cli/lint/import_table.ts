/** The folders of lib/ and what each may import beside itself and core. */
export const IMPORT_TABLE: Readonly<Record<string, readonly string[]>> = {
  core: [],
  protocol: [],
  config: [],
  events: ["config"],
  schemas: ["config"],
  kafka: ["protocol", "schemas", "config"],
  producer: ["kafka"],
  consumer: ["kafka"],
  processor: ["producer", "consumer", "events", "schemas"],
  storage: ["events"],
  monitoring: ["kafka", "schemas"],
  registry: ["kafka", "schemas"],
  broker: ["protocol"],
  proxy: ["protocol"],
  dashboard: ["monitoring", "producer", "consumer", "storage", "schemas"],
  systems: ["processor", "storage", "producer", "consumer", "events", "schemas"],
  workshop: [
    "protocol",
    "config",
    "events",
    "schemas",
    "kafka",
    "producer",
    "consumer",
    "processor",
    "storage",
    "monitoring",
    "registry",
    "broker",
    "proxy",
    "dashboard",
    "systems",
  ],
};

/** Where a file stands: a folder of lib/, or one of the top-level folders. */
export interface Place {
  readonly area: string;
  /** The folder of lib/, when the area is `lib`. */
  readonly folder: string;
  readonly test: boolean;
}

/** The place of a file, by its path from the project's root. */
export function placeOf(path: string): Place {
  const [area = "", folder = ""] = path.split("/");
  return { area, folder, test: /_(test|suite|bench)\.tsx?$/.test(path) };
}

/**
 * Says why one file may not import another, or `undefined` when it may. Paths are from the
 * project's root, with forward slashes.
 */
export function importProblem(fromPath: string, toPath: string): string | undefined {
  const from = placeOf(fromPath);
  const to = placeOf(toPath);
  if (from.area === to.area && from.folder === to.folder) return undefined;
  if (to.area === "solutions" || to.area === "tasks") {
    return `Nothing imports ${to.area}/: the workshop loads learner code in its own process`;
  }
  if (to.area === "lib" && !toPath.endsWith("/mod.ts")) {
    return `Import lib/${to.folder} through lib/${to.folder}/mod.ts, not ${toPath}`;
  }
  if (from.area === "tasks" || from.area === "solutions") {
    return to.area === "lib" ? undefined : `${from.area}/ may import mod.ts files of lib/ only`;
  }
  if (from.area !== "lib" || from.test || from.folder === "cli") return undefined;
  if (to.area !== "lib") {
    return from.folder === "workshop" && to.area === "labs"
      ? undefined
      : `lib/${from.folder} may not import ${toPath}: lib stands alone`;
  }
  const allowed = IMPORT_TABLE[from.folder];
  if (allowed === undefined) return `lib/${from.folder} is not in the import table`;
  if (to.folder === "core" || allowed.includes(to.folder)) return undefined;
  const list = ["core", ...allowed].join(", ");
  return `lib/${from.folder} may not import lib/${to.folder}: it may import ${list}`;
}
