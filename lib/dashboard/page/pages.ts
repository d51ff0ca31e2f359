import { ClassroomPage } from "./classroom/classroom_page.ts";
import { GroupsPage } from "./groups/groups_page.ts";
import { LabPage } from "./lab/lab_page.ts";
import { MessagesPage } from "./messages/messages_page.ts";
import { Overview } from "./overview.ts";
import { PAGE_PATHS } from "./paths.ts";
import { ProducePage } from "./produce/produce_page.ts";
import { SchemasPage } from "./schemas/schemas_page.ts";
import { Topics } from "./topics/topics.ts";
import { WirePage } from "./wire/wire_page.ts";

/** A page of the dashboard. */
export interface PageEntry {
  /** Where it stands. */
  readonly path: string;
  /** Its name in the navigation. */
  readonly title: string;
  /** The component that shows it. */
  readonly page: unknown;
  /** Whether addresses below it are its own too. @default {false} */
  readonly deep?: boolean;
  /** Whether the navigation leads to it. @default {true} */
  readonly listed?: boolean;
}

/** All pages in the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  { path: PAGE_PATHS.overview, title: "Overview", page: Overview },
  { path: PAGE_PATHS.topics, title: "Topics", page: Topics, deep: true },
  { path: PAGE_PATHS.messages, title: "Messages", page: MessagesPage },
  { path: PAGE_PATHS.produce, title: "Produce", page: ProducePage },
  { path: PAGE_PATHS.groups, title: "Groups", page: GroupsPage },
  { path: PAGE_PATHS.schemas, title: "Schemas", page: SchemasPage },
  { path: PAGE_PATHS.lab, title: "Lab", page: LabPage },
  { path: PAGE_PATHS.wire, title: "Wire", page: WirePage },
  { path: PAGE_PATHS.classroom, title: "Classroom", page: ClassroomPage },
];

/** The page at an address, and what stands below its path; `undefined` when there is none. */
export function pageAt(
  pathname: string,
): { readonly entry: PageEntry; readonly below: readonly string[] } | undefined {
  const entry = PAGES.find(({ path, deep = false }) =>
    pathname === path || pathname === `${path}/` || (deep && pathname.startsWith(`${path}/`))
  );
  if (entry === undefined) return undefined;
  const below = pathname.slice(entry.path.length).split("/").filter((part) => part !== "");
  return { entry, below: below.map(decoded) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
