import { html } from "../html.ts";
import { hrefOf } from "../place.ts";
import { useEffect, useState } from "../preact.ts";
import { counted } from "../format.ts";
import { sizeText } from "./bytes_text.ts";

interface Made {
  readonly url: string;
  readonly name: string;
  readonly words: string;
}

const STOPPED: Readonly<Record<string, string>> = {
  end: "all there are",
  limit: "the most that go into one file: narrow the search for the rest",
  records: "the search stopped at its cap of records",
  bytes: "the search stopped at its cap of bytes",
  time: "the search stopped at its cap of time",
};

const MOST = "10000";

/** Makes files of what a search finds; says what is in them before they are saved. */
export function ExportButtons({ asked }: { readonly asked: Readonly<Record<string, string>> }) {
  const [made, setMade] = useState<Made | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => () => made !== null && URL.revokeObjectURL(made.url), [made]);
  useEffect(() => setMade(null), [JSON.stringify(asked)]);
  const make = async (format: "ndjson" | "csv") => {
    setMade(null);
    setSaid("Making the file…");
    try {
      setMade(await fileOf({ ...asked, format, limit: MOST }));
      setSaid("");
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  return html`
    <button type="button" class="button" onClick=${() => make("ndjson")}>Export JSON</button>
    <button type="button" class="button" onClick=${() => make("csv")}>Export CSV</button>
    <span role="status">
      ${said}
      ${made !== null && html`
        <a class="button main-link" href=${made.url} download=${made.name}>Save ${made.name}</a>
        <span class="aside"> ${made.words}</span>
      `}
    </span>
  `;
}

async function fileOf(query: Readonly<Record<string, string>>): Promise<Made> {
  const response = await fetch(hrefOf("/api/messages/export", query));
  if (!response.ok) throw new Error(String((await response.json()).error));
  const blob = await response.blob();
  const { headers } = response;
  const name = /filename="([^"]+)"/.exec(headers.get("content-disposition") ?? "")?.[1];
  const stopped = STOPPED[headers.get("x-stopped") ?? ""] ?? "";
  const records = counted(Number(headers.get("x-records") ?? 0), "record");
  return {
    url: URL.createObjectURL(blob),
    name: name ?? "records",
    words: `${records}, ${sizeText(blob.size)}; ${stopped}`,
  };
}
