import type { PageFiles } from "../page_files.ts";
import messagesCss from "../page/messages/messages.css" with { type: "text" };
import bytesText from "../page/messages/bytes_text.ts" with { type: "text" };
import draft from "../page/messages/draft.ts" with { type: "text" };
import exportButtons from "../page/messages/export_buttons.ts" with { type: "text" };
import jsonScanner from "../page/messages/json_scanner.ts" with { type: "text" };
import messagesPage from "../page/messages/messages_page.ts" with { type: "text" };
import placeOf from "../page/messages/place_of.ts" with { type: "text" };
import prettyJson from "../page/messages/pretty_json.ts" with { type: "text" };
import recordPanel from "../page/messages/record_panel.ts" with { type: "text" };
import recordTable from "../page/messages/record_table.ts" with { type: "text" };
import results from "../page/messages/results.ts" with { type: "text" };
import searchForm from "../page/messages/search_form.ts" with { type: "text" };
import shownBytes from "../page/messages/shown_bytes.ts" with { type: "text" };
import tailState from "../page/messages/tail_state.ts" with { type: "text" };
import tailView from "../page/messages/tail_view.ts" with { type: "text" };
import timeShown from "../page/messages/time_shown.ts" with { type: "text" };
import topicField from "../page/messages/topic_field.ts" with { type: "text" };
import traceView from "../page/messages/trace_view.ts" with { type: "text" };

/** The files of the page of messages. */
export const MESSAGES_FILES: PageFiles = {
  "messages/messages.css": messagesCss,
  "messages/bytes_text.ts": bytesText,
  "messages/draft.ts": draft,
  "messages/export_buttons.ts": exportButtons,
  "messages/json_scanner.ts": jsonScanner,
  "messages/messages_page.ts": messagesPage,
  "messages/place_of.ts": placeOf,
  "messages/pretty_json.ts": prettyJson,
  "messages/record_panel.ts": recordPanel,
  "messages/record_table.ts": recordTable,
  "messages/results.ts": results,
  "messages/search_form.ts": searchForm,
  "messages/shown_bytes.ts": shownBytes,
  "messages/tail_state.ts": tailState,
  "messages/tail_view.ts": tailView,
  "messages/time_shown.ts": timeShown,
  "messages/topic_field.ts": topicField,
  "messages/trace_view.ts": traceView,
};
