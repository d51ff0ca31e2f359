import lab from "../page/lab/lab_page.ts" with { type: "text" };
import labCss from "../page/lab/lab.css" with { type: "text" };
import progress from "../page/lab/lab_progress.ts" with { type: "text" };
import state from "../page/lab/lab_state.ts" with { type: "text" };
import shown from "../page/lab/shown_item.ts" with { type: "text" };
import view from "../page/lab/shown_view.ts" with { type: "text" };
import type { PageFiles } from "../page_files.ts";

/** The page of the labs. */
export const LAB_FILES: PageFiles = {
  "lab/lab.css": labCss,
  "lab/lab_page.ts": lab,
  "lab/lab_progress.ts": progress,
  "lab/lab_state.ts": state,
  "lab/shown_item.ts": shown,
  "lab/shown_view.ts": view,
};
