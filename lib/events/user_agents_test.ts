import { assertEquals } from "@std/assert";
import { deviceTypeOf } from "./user_agents.ts";

Deno.test.each([
  ["Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 Chrome/32.0 Safari/537.36", "desktop"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) Mobile/10A5376e Safari", "mobile"],
  ["Mozilla/5.0 (iPad; CPU OS 7_0 like Mac OS X) Version/7.0 Mobile/11A465", "tablet"],
  ["Mozilla/5.0 (Linux; Android 4.4; Nexus 7) Chrome/33.0 Safari/537.36", "tablet"],
  ["Mozilla/5.0 (Linux; Android 4.4; Nexus 5) Chrome/33.0 Mobile Safari/537.36", "mobile"],
  ["Mozilla/5.0 (SmartHub; SMART-TV; U; Linux/SmartTV) AppleWebKit/531.2", "smart_tv"],
  ["UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/", "iot_device"],
  ["", "iot_device"],
])("%s comes from a certain device", (agent, device) => {
  assertEquals(deviceTypeOf(agent), device);
});
