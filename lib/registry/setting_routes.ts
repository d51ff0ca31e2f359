import { refused } from "./errors.ts";
import { demandKnown, flagOf, textOf } from "./request_body.ts";
import { type Call, isSet, type Route, subjectOf } from "./route.ts";
import { deleteConfig, deleteMode, setConfig, setMode } from "./settings.ts";

/** Paths below `/config` and `/mode`. */
export const SETTING_ROUTES: readonly Route[] = [
  { method: "GET", path: "/config", answer: ({ state }) => state.config(null) },
  { method: "PUT", path: "/config", answer: (call) => putConfig(call, null) },
  { method: "DELETE", path: "/config", answer: (call) => dropConfig(call, null) },
  { method: "GET", path: "/config/*", answer: getConfig },
  { method: "PUT", path: "/config/*", answer: (call) => putConfig(call, subjectIn(call)) },
  { method: "DELETE", path: "/config/*", answer: (call) => dropConfig(call, subjectIn(call)) },
  { method: "GET", path: "/mode", answer: ({ state }) => ({ mode: state.mode(null) }) },
  { method: "PUT", path: "/mode", answer: (call) => putMode(call, null) },
  { method: "DELETE", path: "/mode", answer: (call) => dropMode(call, null) },
  { method: "GET", path: "/mode/*", answer: getMode },
  { method: "PUT", path: "/mode/*", answer: (call) => putMode(call, subjectIn(call)) },
  { method: "DELETE", path: "/mode/*", answer: (call) => dropMode(call, subjectIn(call)) },
];

function subjectIn({ params }: Call): string {
  return subjectOf(params[0]!);
}

function getConfig(call: Call) {
  const subject = subjectIn(call);
  const { state, query } = call;
  const found = isSet(query, "defaultToGlobal")
    ? state.configInForce(subject)
    : state.config(subject);
  if (found === undefined) throw refused.levelNotConfigured(subject);
  return found;
}

async function putConfig({ change, body }: Call, subject: string | null) {
  const given = await body();
  demandKnown(given, ["compatibility", "compatibilityLevel", "normalize"]);
  const compatibility = textOf(given, "compatibility") ?? textOf(given, "compatibilityLevel");
  const normalize = flagOf(given, "normalize");
  await change((state) => setConfig(state, subject, { compatibility, normalize }));
  return {
    ...(compatibility === undefined ? {} : { compatibility: compatibility.toUpperCase() }),
    ...(normalize === undefined ? {} : { normalize }),
  };
}

function dropConfig({ change }: Call, subject: string | null) {
  return change((state) => deleteConfig(state, subject));
}

function getMode(call: Call) {
  const subject = subjectIn(call);
  const { state, query } = call;
  const mode = isSet(query, "defaultToGlobal") ? state.modeInForce(subject) : state.mode(subject);
  if (mode === undefined) throw refused.modeNotConfigured(subject);
  return { mode };
}

async function putMode({ change, body, query }: Call, subject: string | null) {
  const given = await body();
  demandKnown(given, ["mode"]);
  const mode = textOf(given, "mode") ?? "";
  const force = isSet(query, "force");
  await change((state) => setMode(state, subject, { mode, force }));
  return { mode: mode.toUpperCase() };
}

async function dropMode({ change }: Call, subject: string | null) {
  return { mode: await change((state) => deleteMode(state, subject)) };
}
