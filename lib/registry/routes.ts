import { COMPATIBILITY_ROUTES } from "./compatibility_routes.ts";
import { RegistryError } from "./errors.ts";
import { notFound, type Route } from "./route.ts";
import { SCHEMA_ROUTES } from "./schema_routes.ts";
import { SETTING_ROUTES } from "./setting_routes.ts";
import { SUBJECT_ROUTES } from "./subject_routes.ts";

/** The one table of what is answered. */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/", answer: () => ({}) },
  ...SUBJECT_ROUTES,
  ...SCHEMA_ROUTES,
  ...SETTING_ROUTES,
  ...COMPATIBILITY_ROUTES,
  { method: "GET", path: "/contexts", answer: () => ["."] },
  {
    method: "GET",
    path: "/v1/metadata/id",
    answer: ({ about }) => ({
      id: about.clusterId,
      scope: {
        path: [],
        clusters: {
          "kafka-cluster": about.clusterId,
          "schema-registry-cluster": "schema-registry",
        },
      },
    }),
  },
];

/** A route and what stood in its path. */
export interface FoundRoute {
  readonly route: Route;
  readonly params: readonly string[];
}

/** Finds the route of a request. @throws {RegistryError} 404 or 405, 400 for a broken path */
export function findRoute(method: string, pathname: string): FoundRoute {
  const parts = partsOf(pathname);
  const here = ROUTES.flatMap((route): FoundRoute[] => {
    const params = match(partsOf(route.path), parts);
    return params === undefined ? [] : [{ route, params }];
  });
  if (here.length === 0) throw notFound();
  const wanted = method === "HEAD" ? "GET" : method;
  const found = here.find(({ route }) => route.method === wanted);
  if (found !== undefined) return found;
  throw new RegistryError(405, "HTTP 405 Method Not Allowed");
}

function partsOf(pathname: string): readonly string[] {
  try {
    return pathname.replace(/^\//, "").replace(/\/$/, "").split("/").map(decodeURIComponent);
  } catch {
    throw new RegistryError(400, "The path is not encoded as it should be");
  }
}

function match(
  pattern: readonly string[],
  parts: readonly string[],
): readonly string[] | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: string[] = [];
  for (const [index, part] of pattern.entries()) {
    if (part === "*") params.push(parts[index]!);
    else if (part !== parts[index]) return undefined;
  }
  return params.includes("") ? undefined : params;
}
