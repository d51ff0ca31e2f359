import faults from "../page/wire/fault_panel.ts" with { type: "text" };
import frames from "../page/wire/frame_table.ts" with { type: "text" };
import wireCss from "../page/wire/wire.css" with { type: "text" };
import wire from "../page/wire/wire_page.ts" with { type: "text" };
import state from "../page/wire/wire_state.ts" with { type: "text" };
import type { PageFiles } from "../page_files.ts";

/** The page of the wire. */
export const WIRE_FILES: PageFiles = {
  "wire/fault_panel.ts": faults,
  "wire/frame_table.ts": frames,
  "wire/wire.css": wireCss,
  "wire/wire_page.ts": wire,
  "wire/wire_state.ts": state,
};
