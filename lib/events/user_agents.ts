import type { DeviceType } from "./random_event.ts";

const APPLE_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

/** What browsers of each kind of device call themselves. */
export const USER_AGENTS: Readonly<Record<DeviceType, readonly string[]>> = {
  mobile: [
    `Mozilla/5.0 (Linux; Android 14; SM-A546E) ${APPLE_WEBKIT} Chrome/125.0.0.0 Mobile Safari/537.36`,
    `Mozilla/5.0 (Linux; Android 13; M2101K6G) ${APPLE_WEBKIT} Chrome/124.0.0.0 Mobile Safari/537.36`,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  ],
  desktop: [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${APPLE_WEBKIT} Chrome/125.0.0.0 Safari/537.36`,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0",
  ],
  tablet: [
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    `Mozilla/5.0 (Linux; Android 13; SM-X200) ${APPLE_WEBKIT} Chrome/124.0.0.0 Safari/537.36`,
  ],
  smart_tv: [
    `Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) ${APPLE_WEBKIT} Version/7.0 TV Safari/537.36`,
    `Mozilla/5.0 (Web0S; Linux/SmartTV) ${APPLE_WEBKIT} Chrome/94.0.4606.128 Safari/537.36`,
  ],
  iot_device: ["esp-idf/1.0 esp32", "okhttp/4.12.0", "python-requests/2.32.3"],
};

/**
 * The kind of device behind a user agent. What is no browser (crawlers that say so by their name
 * alone, feed readers, scripts) counts as `iot_device`: no person holds it.
 */
export function deviceTypeOf(userAgent: string): DeviceType {
  if (!userAgent.startsWith("Mozilla/") && !userAgent.startsWith("Opera/")) return "iot_device";
  if (/smart-?tv|web0s|tizen.*tv|appletv|googletv|bravia|roku/i.test(userAgent)) return "smart_tv";
  if (/ipad|tablet|android(?!.*mobile)/i.test(userAgent)) return "tablet";
  return /mobi|iphone|ipod|android/i.test(userAgent) ? "mobile" : "desktop";
}

/** The operating system that a user agent names, `unknown` when it names none. */
export function operatingSystemOf(userAgent: string): string {
  return firstOf(SYSTEMS, userAgent);
}

/** The browser or program that a user agent names, `unknown` when it names none. */
export function browserOf(userAgent: string): string {
  return firstOf(BROWSERS, userAgent);
}

type Names = readonly (readonly [form: RegExp, name: string])[];

/** The first that fits counts: Android says that it is Linux, an iPhone that it is like a Mac. */
const SYSTEMS: Names = [
  [/android/i, "Android"],
  [/iphone|ipad|ipod/i, "iOS"],
  [/tizen/i, "Tizen"],
  [/web0s|webos/i, "webOS"],
  [/windows/i, "Windows"],
  [/mac os x|macintosh/i, "macOS"],
  [/linux|x11/i, "Linux"],
  [/esp-idf/i, "ESP-IDF"],
];

/** Chrome says that it is Safari too, and Edge that it is both. */
const BROWSERS: Names = [
  [/edg(e|a|ios)?\//i, "Edge"],
  [/opr\/|opera/i, "Opera"],
  [/smart-tv/i, "Samsung TV Browser"],
  [/firefox|fxios/i, "Firefox"],
  [/chrome|crios/i, "Chrome"],
  [/safari/i, "Safari"],
  [/okhttp/i, "okhttp"],
  [/python-requests/i, "python-requests"],
  [/esp32|esp-idf/i, "esp-idf"],
  [/curl/i, "curl"],
];

function firstOf(names: Names, userAgent: string): string {
  return names.find(([form]) => form.test(userAgent))?.[1] ?? "unknown";
}
