import type { PageFiles } from "../page_files.ts";
import tellActions from "../page/actions/tell_actions.ts" with { type: "text" };

/** What the pages tell of themselves, where it is asked for. */
export const ACTION_FILES: PageFiles = { "actions/tell_actions.ts": tellActions };
