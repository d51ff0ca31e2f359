import type { PageFiles } from "../page_files.ts";
import configPanel from "../page/topics/config_panel.ts" with { type: "text" };
import createTopic from "../page/topics/create_topic.ts" with { type: "text" };
import field from "../page/topics/field.ts" with { type: "text" };
import liveLanes from "../page/topics/live_lanes.ts" with { type: "text" };
import partitionTable from "../page/topics/partition_table.ts" with { type: "text" };
import readersPanel from "../page/topics/readers_panel.ts" with { type: "text" };
import settingsText from "../page/topics/settings_text.ts" with { type: "text" };
import topicDetail from "../page/topics/topic_detail.ts" with { type: "text" };
import topicDialogs from "../page/topics/topic_dialogs.ts" with { type: "text" };
import topicList from "../page/topics/topic_list.ts" with { type: "text" };
import topics from "../page/topics/topics.ts" with { type: "text" };
import useOrder from "../page/topics/use_order.ts" with { type: "text" };
import css from "../page/topics/topics.css" with { type: "text" };

/** The files of the topics' page. */
export const TOPICS_FILES: PageFiles = {
  "topics/topics.css": css,
  "topics/config_panel.ts": configPanel,
  "topics/create_topic.ts": createTopic,
  "topics/field.ts": field,
  "topics/live_lanes.ts": liveLanes,
  "topics/partition_table.ts": partitionTable,
  "topics/readers_panel.ts": readersPanel,
  "topics/settings_text.ts": settingsText,
  "topics/topic_detail.ts": topicDetail,
  "topics/topic_dialogs.ts": topicDialogs,
  "topics/topic_list.ts": topicList,
  "topics/topics.ts": topics,
  "topics/use_order.ts": useOrder,
};
