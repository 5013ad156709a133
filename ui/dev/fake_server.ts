// The built ui over the fake host, under the policy of the window: for pictures, and for journeys into states that a real
// host is in only now and then.
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Event } from "../src/ipc/bindings";
import { type FakeHost, fakeHost, type World, world } from "../src/ipc/fake";

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
    // Charts of evidence are somebody else's SVG, which is shown as an image only.
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'none'",
    "frame-src 'none'",
    "media-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

export class FakeServer {
  host: FakeHost = fakeHost();
  url = "";
  private hanging = new Map<string, (() => void)[]>();
  private streams = new Set<ServerResponse>();
  private readonly server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://x").pathname;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void this.answer(path, Buffer.concat(chunks).toString(), response));
  });

  constructor(private readonly dist = join(process.cwd(), "dist")) {}

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Begins anew with a world. */
  use(next: World = world()): FakeHost {
    this.host = fakeHost(next);
    this.hanging.clear();
    this.host.listen(
      (event) => this.tell(event),
      () => undefined,
    );
    return this.host;
  }

  /** Lets a command go without an answer until it is released. */
  hang(command: string): void {
    this.hanging.set(command, []);
  }

  /** Answers what was held back, and all that comes after it. */
  release(): void {
    const held = [...this.hanging.values()].flat();
    this.hanging.clear();
    for (const answer of held) answer();
  }

  async stop(): Promise<void> {
    for (const stream of this.streams) stream.end();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private tell(event: Event): void {
    for (const stream of this.streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
  }

  private async answer(path: string, text: string, response: ServerResponse): Promise<void> {
    if (path === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": here\n\n");
      this.streams.add(response);
      response.on("close", () => this.streams.delete(response));
      return;
    }
    if (path.startsWith("/ipc/")) return this.command(path.slice(5), text, response);
    const name = extname(path) ? normalize(path).replace(/^(\.\.[/\\])+/, "") : "index.html";
    try {
      let file: Buffer | string = await readFile(join(this.dist, name));
      const headers: Record<string, string> = { "content-type": KINDS[extname(name)] ?? "application/octet-stream" };
      if (name.endsWith("index.html")) {
        const nonce = crypto.randomUUID().replaceAll("-", "");
        headers["content-security-policy"] = policy(nonce);
        file = file.toString().replace("<style></style>", `<style nonce="${nonce}"></style>`);
      }
      response.writeHead(200, headers);
      response.end(file);
    } catch {
      response.writeHead(404).end();
    }
  }

  private async command(name: string, text: string, response: ServerResponse): Promise<void> {
    const held = this.hanging.get(name);
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    const json = (status: number, value: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    try {
      const answer = await this.host.invoke(name, text ? JSON.parse(text) : {});
      if (!(answer instanceof Uint8Array)) return json(200, answer ?? null);
      response.writeHead(200, { "content-type": "application/octet-stream" });
      response.end(answer);
    } catch (error) {
      json(422, error);
    }
  }
}
