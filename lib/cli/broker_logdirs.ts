import type { LogDir } from "../kafka/mod.ts";
import { table } from "../workshop/mod.ts";
import { bytesText } from "./bytes_text.ts";
import { runOnYourCluster } from "./cluster_action.ts";
import { command } from "./command.ts";
import { flag, text } from "./options.ts";
import { safeText } from "./safe_text.ts";

await command({
  name: "broker:logdirs",
  summary: "Shows what each partition takes on the disks of your cluster's brokers.",
  options: { topic: text("NAME", "Only this topic"), json: flag("Print JSON") },
  notes: [
    "An embedded cluster in memory says so instead of a path. The cluster is",
    "KAFKA_BOOTSTRAP_SERVERS, else localhost:9092.",
  ],
}, ({ options: flags, signal }) =>
  runOnYourCluster({
    actions: {
      async logdirs({ admin, print }) {
        const wanted = (name: string) => flags.topic === undefined || name === flags.topic;
        const folders = (await admin.describeLogDirs()).map((folder) => ({
          ...folder,
          partitions: folder.partitions.filter(({ topic }) => wanted(topic)),
        }));
        if (flags.json) return print(JSON.stringify({ folders }));
        folders.forEach((folder, at) => {
          if (at > 0) print("");
          for (const line of folderLines(folder)) print(line);
        });
      },
    },
    positionals: ["logdirs"],
    flags,
    signal,
  }));

function folderLines({ broker, path, totalBytes, usableBytes, partitions }: LogDir): string[] {
  const bytes = partitions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const room = totalBytes === undefined || usableBytes === undefined
    ? ""
    : `, ${bytesText(usableBytes)} of ${bytesText(totalBytes)} free`;
  const head = [
    `broker ${broker}, ${safeText(path)}`,
    `  ${partitions.length} partitions, ${bytesText(bytes)}${room}`,
  ];
  if (partitions.length === 0) return head;
  const columns = [
    { title: "topic", shrinks: true },
    { title: "partition", align: "right" },
    { title: "size", align: "right" },
    { title: "behind", align: "right" },
  ] as const;
  const rows = [...partitions].sort((a, b) => b.sizeBytes - a.sizeBytes).map((copy) => [
    safeText(copy.topic),
    copy.partition,
    bytesText(copy.sizeBytes),
    copy.offsetLag,
  ]);
  return [...head, ...table(columns, rows)];
}
