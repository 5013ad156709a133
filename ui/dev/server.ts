// The built ui over the fake host, under the policy of the window: `node dev/server.ts [port]`. For looking at screens.
// `?screen=` is not needed: POST /world with {"empty":true} starts before the first choice.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { emptyWorld, fakeHost, world } from "../src/ipc/fake";

const DIST = join(process.cwd(), process.env["LOOK_DIST"] ?? "dist");
const KINDS: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const policy = (nonce: string) =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'none'",
    "frame-src 'none'",
    "media-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

let host = fakeHost();

const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? "/", "http://x").pathname;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>) : {};
  const json = (status: number, value: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  };
  if (path === "/world") {
    host = fakeHost({ ...(body["empty"] ? emptyWorld() : world()), ...(body["change"] as object | undefined) });
    const answers = (body["answers"] ?? {}) as Record<string, unknown>;
    for (const [command, value] of Object.entries(answers)) host.answer(command, () => value);
    return json(200, null);
  }
  if (path === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": here\n\n");
    return;
  }
  if (path.startsWith("/ipc/")) {
    try {
      const answer = await host.invoke(path.slice(5), body);
      if (!(answer instanceof Uint8Array)) return json(200, answer ?? null);
      response.writeHead(200, { "content-type": "application/octet-stream" });
      response.end(answer);
    } catch (error) {
      json(422, error);
    }
    return;
  }
  const name = extname(path) ? normalize(path).replace(/^(\.\.[/\\])+/, "") : "index.html";
  try {
    let text: Buffer | string = await readFile(join(DIST, name));
    const headers: Record<string, string> = { "content-type": KINDS[extname(name)] ?? "application/octet-stream" };
    if (name.endsWith("index.html")) {
      const nonce = crypto.randomUUID().replaceAll("-", "");
      headers["content-security-policy"] = policy(nonce);
      text = text.toString().replace("<style></style>", `<style nonce="${nonce}"></style>`);
    }
    response.writeHead(200, headers);
    response.end(text);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(Number(process.argv[2] ?? 4180), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${process.argv[2] ?? 4180}/#token=fake`);
});
