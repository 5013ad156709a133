// Journeys over the fake host: the built ui in the real browser, in states that the real host is in only now and then.
import { test as base, expect, type Page } from "@playwright/test";
import { FakeServer } from "../dev/fake_server";
import { watch } from "./watch";

export const test = base.extend<{ fresh: Page }, { server: FakeServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from a pattern
    async ({}, use) => {
      const server = new FakeServer();
      await server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  fresh: async ({ page, server }, use) => {
    // What the fake host refuses on purpose is told in the page; the browser notes it in its console as well.
    const errors = await watch(page, (text) => !text.includes("status of 422"));
    server.use();
    await use(page);
    expect(errors).toEqual([]);
  },
});

/** Opens a place of the world that the server was given. */
export async function visit(page: Page, server: FakeServer, path: string): Promise<void> {
  await page.clock.setFixedTime(server.host.world.now);
  // The same address once more would only be a step within the page.
  await page.goto("about:blank");
  await page.goto(`${server.url}${path}#token=fake`);
  await page.locator("main").first().waitFor();
}

export { expect };
