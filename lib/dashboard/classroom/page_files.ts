import board from "../page/classroom/board.ts" with { type: "text" };
import state from "../page/classroom/board_state.ts" with { type: "text" };
import classroomCss from "../page/classroom/classroom.css" with { type: "text" };
import classroom from "../page/classroom/classroom_page.ts" with { type: "text" };
import type { PageFiles } from "../page_files.ts";

/** The page of the classroom. */
export const CLASSROOM_FILES: PageFiles = {
  "classroom/board.ts": board,
  "classroom/board_state.ts": state,
  "classroom/classroom.css": classroomCss,
  "classroom/classroom_page.ts": classroom,
};
