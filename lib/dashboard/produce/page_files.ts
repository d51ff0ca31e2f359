import type { PageFiles } from "../page_files.ts";
import againForms from "../page/produce/again_forms.ts" with { type: "text" };
import contentField from "../page/produce/content_field.ts" with { type: "text" };
import headerRows from "../page/produce/header_rows.ts" with { type: "text" };
import outcome from "../page/produce/outcome.ts" with { type: "text" };
import produceCss from "../page/produce/produce.css" with { type: "text" };
import producePage from "../page/produce/produce_page.ts" with { type: "text" };
import sendForm from "../page/produce/send_form.ts" with { type: "text" };
import useSend from "../page/produce/use_send.ts" with { type: "text" };

/** The files of the page that sends. */
export const PRODUCE_FILES: PageFiles = {
  "produce/produce.css": produceCss,
  "produce/again_forms.ts": againForms,
  "produce/content_field.ts": contentField,
  "produce/header_rows.ts": headerRows,
  "produce/outcome.ts": outcome,
  "produce/produce_page.ts": producePage,
  "produce/send_form.ts": sendForm,
  "produce/use_send.ts": useSend,
};
