import type { PageFiles } from "../page_files.ts";
import compare from "../page/schemas/compare.ts" with { type: "text" };
import folded from "../page/schemas/folded.ts" with { type: "text" };
import impact from "../page/schemas/impact.ts" with { type: "text" };
import schemasCss from "../page/schemas/schemas.css" with { type: "text" };
import schemasPage from "../page/schemas/schemas_page.ts" with { type: "text" };
import subjectPage from "../page/schemas/subject_page.ts" with { type: "text" };
import tryCard from "../page/schemas/try_card.ts" with { type: "text" };

/** The files of the schemas' page. */
export const SCHEMA_FILES: PageFiles = {
  "schemas/schemas.css": schemasCss,
  "schemas/compare.ts": compare,
  "schemas/folded.ts": folded,
  "schemas/impact.ts": impact,
  "schemas/schemas_page.ts": schemasPage,
  "schemas/subject_page.ts": subjectPage,
  "schemas/try_card.ts": tryCard,
};
