import type { PageFiles } from "../page_files.ts";
import deleteDialogs from "../page/groups/delete_dialogs.ts" with { type: "text" };
import groupPage from "../page/groups/group_page.ts" with { type: "text" };
import groupTable from "../page/groups/group_table.ts" with { type: "text" };
import groupsCss from "../page/groups/groups.css" with { type: "text" };
import groupsPage from "../page/groups/groups_page.ts" with { type: "text" };
import live from "../page/groups/live.ts" with { type: "text" };
import members from "../page/groups/members.ts" with { type: "text" };
import pager from "../page/groups/pager.ts" with { type: "text" };
import partitions from "../page/groups/partitions.ts" with { type: "text" };
import rebalances from "../page/groups/rebalances.ts" with { type: "text" };
import resetDialog from "../page/groups/reset_dialog.ts" with { type: "text" };
import searchField from "../page/groups/search_field.ts" with { type: "text" };
import useOrder from "../page/groups/use_order.ts" with { type: "text" };
import words from "../page/groups/words.ts" with { type: "text" };

/** The files of the groups' page. */
export const GROUP_FILES: PageFiles = {
  "groups/groups.css": groupsCss,
  "groups/delete_dialogs.ts": deleteDialogs,
  "groups/group_page.ts": groupPage,
  "groups/group_table.ts": groupTable,
  "groups/groups_page.ts": groupsPage,
  "groups/live.ts": live,
  "groups/members.ts": members,
  "groups/pager.ts": pager,
  "groups/partitions.ts": partitions,
  "groups/rebalances.ts": rebalances,
  "groups/reset_dialog.ts": resetDialog,
  "groups/search_field.ts": searchField,
  "groups/use_order.ts": useOrder,
  "groups/words.ts": words,
};
