import type { Page } from "@playwright/test";
import { accessible, expect, go, intoSandbox, open, test } from "./base";

test("theme, return URLs and quiet hours are kept, and a missing keychain is told with its consequence", async ({
  app,
  host,
}) => {
  await expect(app.getByRole("button", { name: "Check again" })).toBeVisible();
  await intoSandbox(app);
  await go(app, "Settings");
  await accessible(app, "settings");
  await app.getByRole("button", { name: "Dark" }).click();
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");

  const urls = app.getByText(/^http:\/\/(localhost|127\.0\.0\.1):\d+\//);
  await app.getByRole("button", { name: "127.0.0.1" }).click();
  await expect(urls).toHaveText([/127.*\/na$/, /127.*\/na$/, /127.*\/na$/]);
  await app.getByRole("button", { name: "Europe" }).click();
  await expect(urls).toHaveText([/127.*\/eu$/, /127.*\/eu$/, /127.*\/eu$/]);
  await expect(app.getByText("kept until you quit")).toBeVisible();
  await expect(app.getByText(/sign-ins last until you quit/)).toBeVisible();

  await app.getByRole("switch", { name: "Quiet hours for schedules" }).click();
  await app.getByRole("textbox", { name: "Until" }).fill("6:30");
  await app.keyboard.press("Enter");
  await expect(app.getByText(/until 06:30 on the next day/)).toBeVisible();

  await app.goto("about:blank");
  await host.stop();
  await host.start();
  await open(app, host, "/settings");
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(urls.first()).toContainText("127.0.0.1");
  await expect(app.getByRole("textbox", { name: "Until" })).toHaveValue("06:30");
});

test("the sandbox is signed in to through the browser: denied, allowed, and by a pasted address", async ({
  app,
  context,
}) => {
  await intoSandbox(app);
  const begin = async () => {
    await app.getByRole("button", { name: "Sign in to the sandbox in the browser" }).click();
    await expect(app.getByRole("heading", { name: "Sign in to the sandbox" })).toBeVisible();
    return (
      (await app.getByRole("region", { name: "Address of the sign-in page" }).locator(".mono").first().textContent()) ??
      ""
    );
  };
  const answer = async (address: string, button: "Allow" | "Deny"): Promise<Page> => {
    const consent = await context.newPage();
    await consent.goto(address);
    await consent.getByRole("button", { name: button }).click();
    return consent;
  };

  await go(app, "Settings");
  const denied = await answer(await begin(), "Deny");
  await expect(app.getByRole("heading", { name: "You chose not to allow it" })).toBeVisible();
  await accessible(app, "sign-in denied");
  await denied.close();

  await app.getByRole("button", { name: "Sign in again" }).click();
  await expect(app.getByRole("heading", { name: "Sign in to the sandbox" })).toBeVisible();
  await accessible(app, "sign-in");
  await app.getByRole("button", { name: "Cancel" }).click();

  await go(app, "Settings");
  const allowed = await answer(await begin(), "Allow");
  await expect(app.getByText("Signed in. Your instances are being read.")).toBeVisible();
  await allowed.close();

  // The browser lands where nothing can be shown: its address is pasted. The ui offers that after a while.
  await go(app, "Settings");
  const address = await begin();
  const consent = await context.newPage();
  await consent.goto(address);
  const form = Object.fromEntries(
    await consent
      .locator("input[type=hidden]")
      .evaluateAll((inputs) =>
        inputs.map((input) => [(input as HTMLInputElement).name, (input as HTMLInputElement).value]),
      ),
  ) as Record<string, string>;
  const sent = await context.request.post(new URL("/ap/oa", address).href, {
    form: { ...form, decision: "allow" },
    maxRedirects: 0,
  });
  const landed = sent.headers()["location"] ?? "";
  expect(landed).toContain("code=");
  await consent.close();

  const field = app.getByLabel(/Paste the address your browser landed on/);
  await expect(field).toBeVisible({ timeout: 40_000 });
  await accessible(app, "paste fallback");
  await field.fill("http://example.com/?code=1");
  await app.getByRole("button", { name: "Finish" }).click();
  await expect(app.getByText(/Paste the whole address\. It begins with/)).toBeVisible();
  await field.fill(landed);
  await app.getByRole("button", { name: "Finish" }).click();
  await expect(app.getByText("Signed in. Your instances are being read.")).toBeVisible();
});
