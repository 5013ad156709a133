import { defineConfig } from "@playwright/test";

// Journeys speak to the real browser host; RECOMAMP_BROWSER_HOST names its binary.
export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  forbidOnly: true,
  // Each journey has a host of its own, and none measures time.
  workers: 2,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000,
    launchOptions: { executablePath: process.env["RECOMAMP_CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
    screenshot: "only-on-failure",
  },
});
