// The real browser host, one for each journey: its own process on its own data folder.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const binary = process.env["RECOMAMP_BROWSER_HOST"] ?? "";

export class BrowserHost {
  /** Where the host keeps everything; exports go to a folder beside it. */
  readonly dataDir = mkdtempSync(join(tmpdir(), "recomamp-journey-"));
  readonly exportsDir = `${this.dataDir}-exports`;
  /** The address with its token. A restart changes the token and keeps the port, as the window's origin stays too. */
  url = "";
  /** Whether it is meant to answer at the moment. */
  up = false;
  private child: ChildProcess | null = null;

  async start(): Promise<void> {
    if (!existsSync(binary)) throw new Error("RECOMAMP_BROWSER_HOST must name the built example browser-host");
    const port = this.url ? new URL(this.url).port : "0";
    const child = spawn(binary, ["--data-dir", this.dataDir, "--port", port], {
      stdio: ["pipe", "pipe", "inherit"],
      // No session bus, so no keychain: the same on every machine.
      env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" },
    });
    this.child = child;
    const ended = new Promise<never>((_resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) =>
        reject(new Error(`the browser host ended with ${code} before it named its address`)),
      );
    });
    const first = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
    this.url = (JSON.parse(await Promise.race([first, ended])) as { url: string }).url;
    ended.catch(() => undefined);
    this.up = true;
  }

  /** As a crash: it gets no chance to keep anything. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    this.up = false;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    this.up = false;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    // It ends in order when its standard input closes.
    child.stdin?.end();
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    for (const folder of [this.dataDir, this.exportsDir]) rmSync(folder, { recursive: true, force: true });
  }
}
