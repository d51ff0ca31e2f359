import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ConfigError, waitFor } from "../../core/mod.ts";
import type { ClassReport } from "./class_report.ts";
import { listenForReports, type ReportListenerOptions } from "./report_listener.ts";

const TOKEN = "abcdefghijklmnop_-12";
const LABS = new Set(["01", "02"]);
const REPORT = {
  name: "Ada",
  results: [{ lab: "01", verdict: "pass", atMs: 1_700_000_000_000, tookMs: 812 }],
};
const LOOPBACK = { hostname: "127.0.0.1", port: 0, explicitPort: false };

async function listening(
  body: (run: { port: number; kept: ClassReport[]; connections: () => number }) => Promise<void>,
  options: Partial<ReportListenerOptions> = {},
): Promise<void> {
  const kept: ClassReport[] = [];
  await using listener = await listenForReports({
    address: LOOPBACK,
    token: TOKEN,
    labs: LABS,
    onReport: (report) => Promise.resolve(void kept.push(report)),
    ...options,
  });
  await body({ port: listener.port, kept, connections: () => listener.connections });
}

async function ask(port: number, path: string, init: RequestInit = {}): Promise<[number, string]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    ...init,
  });
  return [response.status, (await response.text()).trim()];
}

const post = (port: number, body: unknown, path = `/report/${TOKEN}`) =>
  ask(port, path, { body: typeof body === "string" ? body : JSON.stringify(body) });

/** What comes back for these bytes, until the server closes the connection. */
async function raw(port: number, ...parts: readonly string[]): Promise<string> {
  const connection = await Deno.connect({ port, hostname: "127.0.0.1" });
  let text = "";
  const reading = (async () => {
    for await (const chunk of connection.readable.pipeThrough(new TextDecoderStream())) {
      text += chunk;
    }
  })().catch(() => {});
  try {
    for (const part of parts) await connection.write(new TextEncoder().encode(part));
  } catch {
    // It was closed while we wrote.
  }
  await reading;
  return text;
}

Deno.test("a report under the token is kept, and only its fields are", async () => {
  await listening(async ({ port, kept }) => {
    assertEquals(await post(port, { ...REPORT, secret: "x" }), [200, "Kept 1"]);
    assertEquals(kept, [REPORT as ClassReport]);
  });
});

Deno.test("any name of the host is fine, as long as the token is there", async () => {
  await listening(async ({ port, kept }) => {
    const body = JSON.stringify(REPORT);
    const answer = await raw(
      port,
      `POST /report/${TOKEN} HTTP/1.1\r\nhost: teacher.local\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    assertStringIncludes(answer, "HTTP/1.1 200");
    assertEquals(kept.length, 1);
  });
});

Deno.test("all else is not there: other paths, other methods, wrong tokens", async () => {
  await listening(async ({ port, kept }) => {
    const paths = [
      "/",
      "/report",
      "/report/",
      `/report/${TOKEN}/`,
      `/report/${TOKEN}?x=1`,
      `/report/${TOKEN.slice(1)}`,
      `/report/${TOKEN}a`,
      `/report/${TOKEN.toUpperCase()}`,
      `/report/%61${TOKEN.slice(1)}`,
      `//report/${TOKEN}`,
      `/x/../report/${TOKEN}x`,
      "/api/overview",
      "/api/classroom",
      "/events",
      "/classroom",
      "/page/app.ts",
      "/metrics",
    ];
    const told = new Set<string>();
    for (const path of paths) {
      const [status, text] = await post(port, REPORT, path);
      assertEquals(status, 404, path);
      told.add(text);
    }
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "REPORT"]) {
      const [status, text] = await ask(port, `/report/${TOKEN}`, { method });
      assertEquals(status, 404, method);
      told.add(text);
    }
    assertEquals([...told], ["Nothing is here"]);
    assertEquals(kept, []);
  }, { perAddress: { perSecond: 1000, burst: 1000 } });
});

Deno.test("no answer lets a page of another site read it", async () => {
  await listening(async ({ port }) => {
    const response = await fetch(`http://127.0.0.1:${port}/report/${TOKEN}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "http://evil.example" },
      body: JSON.stringify(REPORT),
    });
    await response.body?.cancel();
    const cors = [...response.headers.keys()].filter((name) => name.startsWith("access-control"));
    assertEquals(cors, []);
  });
});

Deno.test("what a form or a script of another site could send is refused", async () => {
  await listening(async ({ port, kept }) => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
      const headers = { "content-type": type };
      const body = JSON.stringify(REPORT);
      assertEquals((await ask(port, `/report/${TOKEN}`, { headers, body }))[0], 415, type);
    }
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    assertEquals((await ask(port, `/report/${TOKEN}`, { headers, body: "x" }))[0], 415);
    assertEquals(kept, []);
  });
});

Deno.test("a report that is not as it must be is told why", async () => {
  await listening(async ({ port, kept }) => {
    for (
      const [body, why] of [
        ["not JSON", "one JSON object"],
        ["", "one JSON object"],
        [`{"name":"${"\\u0000"}"}`, "1 to 50 results"],
        [{ ...REPORT, name: "<script>alert(1)</script>" }, "A name has 1 to 40 characters"],
        [{ ...REPORT, name: `"><img src=x onerror=alert(1)>` }, "A name has"],
        [`{"__proto__":{"name":"Ada"},"results":[]}`, "has a name"],
        [{ ...REPORT, results: Array(51).fill(REPORT.results[0]) }, "1 to 50 results"],
      ] as const
    ) {
      const [status, text] = await post(port, body);
      assertEquals(status, 400, String(why));
      assertStringIncludes(text, why);
      assert(!text.includes("<"), text);
    }
    assertEquals(kept, []);
  });
});

Deno.test("a huge body is refused, told or untold, and its sender is cut off", async () => {
  await listening(async ({ port, kept, connections }) => {
    const head = `POST /report/${TOKEN} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`;
    const told = await raw(port, `${head}content-length: 100000000\r\n\r\n`);
    assertStringIncludes(told, "HTTP/1.1 413");
    const chunk = `1000\r\n${"x".repeat(0x1000)}\r\n`;
    const untold = await raw(
      port,
      `${head}transfer-encoding: chunked\r\n\r\n`,
      ...Array<string>(200).fill(chunk),
    );
    assert(untold === "" || untold.startsWith("HTTP/1.1 413"), untold.slice(0, 40));
    const body = JSON.stringify({ ...REPORT, pad: "x".repeat(17_000) });
    assertEquals((await post(port, body))[0], 413);
    const unmeasured = ReadableStream.from([new TextEncoder().encode(body)]);
    assertEquals((await ask(port, `/report/${TOKEN}`, { body: unmeasured }))[0], 413);
    await waitFor(() => connections() === 0, { what: "the connections to end" });
    assertEquals(kept, []);
  });
});

Deno.test("who sends slowly, or nothing at all, is cut off, and others are served meanwhile", async () => {
  await listening(async ({ port, connections }) => {
    const slow = [
      "",
      "POST /repo",
      `POST /report/${TOKEN} HTTP/1.1\r\nhost: x\r\nx-slow: `,
      `POST /report/${TOKEN} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
      `content-length: 50\r\n\r\n{"na`,
    ];
    const cut = Array.from({ length: 40 }, (_, at) => raw(port, slow[at % slow.length]!));
    await waitFor(() => connections() === 40, { what: "slow connections" });
    assertEquals(await post(port, REPORT), [200, "Kept 1"]);
    for (const text of await Promise.all(cut)) assert(!text.includes(" 200 "), text);
    await waitFor(() => connections() === 0, { what: "the connections to end" });
  }, { connectionMs: 5000 });
});

Deno.test("one address may hold some connections, and ask so often", async () => {
  await listening(async ({ port, connections }) => {
    const held = await Promise.all(
      Array.from({ length: 8 }, () => Deno.connect({ port, hostname: "127.0.0.1" })),
    );
    await waitFor(() => connections() === 3, { what: "three of eight connections" });
    for (const connection of held) connection.close();
    await waitFor(() => connections() === 0, { what: "the connections to end" });
    const statuses: number[] = [];
    for (let count = 0; count < 8; count++) statuses.push((await post(port, REPORT))[0]);
    assertEquals(statuses, [200, 200, 200, 200, 200, 429, 429, 429]);
  }, { maxPerAddress: 3, perAddress: { perSecond: 0.001, burst: 5 } });
});

Deno.test("guesses of the token use up the sender's rate", async () => {
  await listening(async ({ port }) => {
    const statuses: number[] = [];
    for (let count = 0; count < 5; count++) {
      statuses.push((await post(port, REPORT, `/report/${"x".repeat(20)}`))[0]);
    }
    assertEquals(statuses, [404, 404, 404, 429, 429]);
  }, { perAddress: { perSecond: 0.001, burst: 3 } });
});

Deno.test("pipelined and malformed requests get one answer at most", async () => {
  await listening(async ({ port, kept }) => {
    const body = JSON.stringify(REPORT);
    const one = `POST /report/${TOKEN} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n${body}`;
    const piped = await raw(port, one + one + one);
    assertEquals(piped.split("HTTP/1.1 ").length - 1, 1);
    assertEquals(kept.length, 1);
    for (
      const bytes of [
        "\u0016\u0003\u0001\u0002\u0000hello\r\n\r\n",
        "GET\r\n\r\n",
        `POST /report/${TOKEN} HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n` +
        `transfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
        `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`,
        "GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
      ]
    ) {
      const answer = await raw(port, bytes);
      assert(!answer.includes(" 200 ") && !answer.includes(" 101 "), answer.slice(0, 60));
    }
    assertEquals(await post(port, REPORT), [200, "Kept 1"]);
  });
});

Deno.test("a cluster that doesn't answer is nobody's fault, and may be tried again", async () => {
  await listening(async ({ port }) => {
    const [status, text] = await post(port, REPORT);
    assertEquals([status, text], [503, "The board's cluster does not answer: try again later"]);
  }, { onReport: () => Promise.reject(new Error("password of the broker")) });
});

Deno.test("a named port that is taken is an error, a default one moves on", async () => {
  await listening(async ({ port }) => {
    const options = { token: TOKEN, labs: LABS, onReport: () => Promise.resolve() };
    const taken = { hostname: "127.0.0.1", port, explicitPort: true };
    await assertRejects(
      () => listenForReports({ ...options, address: taken }),
      ConfigError,
      `Port ${port} for reports is taken`,
    );
    await using moved = await listenForReports({
      ...options,
      address: { ...taken, explicitPort: false },
    });
    assert(moved.port > port);
  });
  await assertRejects(
    () =>
      listenForReports({
        address: { hostname: "203.0.113.7", port: 0, explicitPort: false },
        token: TOKEN,
        labs: LABS,
        onReport: () => Promise.resolve(),
      }),
    ConfigError,
    "on 203.0.113.7: this process may not listen there",
  );
});
