import { defineConfig } from "@playwright/test";

// Journeys speak to the real browser host; its address comes in RECOMAMP_BROWSER_URL.
export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] },
    screenshot: "only-on-failure",
  },
});
