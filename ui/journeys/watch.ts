import type { Page } from "@playwright/test";

/** Collects what a journey fails on: violations of the page's policy, errors in the console, and those nobody caught. */
export async function watch(page: Page, counts: (text: string) => boolean = () => true): Promise<string[]> {
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && counts(message.text()) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  // As in the window, where the configuration freezes it.
  await page.addInitScript("Object.freeze(Object.prototype)");
  // Violations outlive a reload.
  await page.exposeFunction("__violated", (what: string) => errors.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const tell = (window as unknown as { __violated: (what: string) => void }).__violated;
      tell(`policy ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  return errors;
}
