import { accessible, expect, go, intoSandbox, test, write } from "./base";

const QUERY = "SELECT campaign, SUM(impressions) AS shown\nFROM dsp_impressions\nGROUP BY campaign";

test("a query is scheduled, runs, and its execution is one click away", async ({ app }) => {
  await intoSandbox(app);
  await go(app, "Schedules");
  await expect(app.getByText("Nothing is scheduled yet")).toBeVisible();
  await accessible(app, "no schedules");

  await go(app, "Query");
  await write(app, QUERY);
  await app.getByRole("button", { name: "Schedule this" }).click();
  const form = app.getByRole("region", { name: "New schedule" });
  await expect(form.getByRole("textbox", { name: "Name" })).toHaveValue("Reach by campaign");
  await expect(form.getByRole("textbox", { name: "SQL" })).toHaveValue(QUERY);
  await form.getByRole("textbox", { name: "Name" }).fill("Shown, every morning");
  await form.getByRole("button", { name: "Next: When" }).click();

  // No hour is proposed, and nothing is planned before one is there.
  const at = form.getByRole("textbox", { name: "At" });
  await expect(at).toHaveValue("");
  const slots = form.getByRole("table", { name: "Next slots" });
  await expect(slots).toHaveCount(0);
  await at.fill("6:30");
  await expect(slots.getByRole("row")).toHaveCount(11);
  await expect(slots.getByRole("row").nth(1)).toContainText("06:30");
  await accessible(app, "when a schedule fires");

  // An expression of another system is told as such, with what it means here.
  await form.getByRole("combobox", { name: "Repeat" }).selectOption({ label: "Custom (cron)" });
  await expect(form.getByRole("textbox", { name: "Cron" })).toHaveValue("30 6 * * *");
  await form.getByRole("combobox", { name: "Repeat" }).selectOption({ label: "On weekdays" });
  for (const day of ["Tue", "Fri"]) await form.getByRole("button", { name: day }).click();
  await expect(slots.getByRole("row").nth(1)).toContainText(/Tue|Fri/);

  await form.getByRole("button", { name: "Next: Dates" }).click();
  await expect(form.getByRole("combobox", { name: "Dates covered" })).toHaveValue("last_full_weeks");
  await form.getByRole("button", { name: "Next: After the run" }).click();
  await form.getByRole("button", { name: "Save schedule" }).click();

  const detail = app.getByRole("region", { name: "Schedule", exact: true });
  await expect(detail.getByRole("heading", { name: "Shown, every morning" })).toBeVisible();
  await expect(app.getByRole("heading", { level: 1 }).locator("..")).toContainText("1 on");
  await expect(app.getByRole("contentinfo")).toContainText(/Next .*06:30, Shown, every morning/);
  await accessible(app, "a schedule");

  await detail.getByRole("button", { name: "Run now" }).click();
  const history = app.getByRole("region", { name: "History" });
  await history.getByRole("button", { name: "Table" }).click();
  const row = history.getByRole("table", { name: "Slots" }).getByRole("row").nth(1);
  await expect(row).toContainText("Succeeded", { timeout: 90_000 });
  await expect(row).toContainText("1/1");
  await history.getByRole("button", { name: "Metrics" }).click();
  await expect(history).toContainText("Time a slot, median");
  await history.getByRole("button", { name: "Table" }).click();
  await row.getByRole("button", { expanded: false }).click();
  await history.getByRole("link", { name: /^Execution on/ }).click();
  await expect(app.getByRole("heading", { level: 1, name: "Executions" })).toBeAttached();
  await expect(app.getByRole("grid", { name: "Rows of the result" })).toBeVisible({ timeout: 60_000 });
});

test("a schedule is paused, resumed, changed, deleted, and brought back", async ({ app, host }) => {
  await intoSandbox(app);
  await app.getByRole("button", { name: "Schedule this" }).click();
  const form = app.getByRole("region", { name: "New schedule" });
  await form.getByRole("list", { name: "Steps" }).getByRole("button", { name: "When" }).click();
  await form.getByRole("textbox", { name: "At" }).fill("23:45");
  await form.getByRole("list", { name: "Steps" }).getByRole("button", { name: "After the run" }).click();
  await form.getByRole("button", { name: "Save schedule" }).click();

  const turn = app.getByRole("switch", { name: "Reach by campaign" });
  const detail = app.getByRole("region", { name: "Schedule", exact: true });
  await expect(turn).toBeChecked();
  await turn.click();
  await expect(turn).not.toBeChecked();
  await expect(app.getByRole("row", { name: /Reach by campaign/ })).toContainText("by you");
  await detail.getByRole("button", { name: "Resume" }).click();
  await expect(turn).toBeChecked();

  await detail.getByRole("button", { name: "Edit" }).click();
  const edit = app.getByRole("region", { name: "Edit schedule" });
  await edit.getByRole("textbox", { name: "Name" }).fill("Reach at night");
  await edit.getByRole("list", { name: "Steps" }).getByRole("button", { name: "Dates" }).click();
  await edit.getByRole("combobox", { name: "Dates covered" }).selectOption({ label: "Last full month" });
  await expect(edit.getByRole("table", { name: "Next slots" })).toBeVisible();
  await edit.getByRole("button", { name: "Save", exact: true }).click();
  await expect(detail.getByRole("heading", { name: "Reach at night" })).toBeVisible();
  await expect(detail.getByRole("region", { name: "Changes" })).toContainText(
    "Last full month, the day before left out",
  );

  await detail.getByRole("button", { name: "Delete the schedule" }).click();
  await expect(app.getByText("Nothing is scheduled yet")).toBeVisible();
  await app.getByRole("button", { name: "Undo" }).click();
  await expect(app.getByRole("switch", { name: "Reach at night" })).toBeChecked();

  await app.goto("about:blank");
  await host.stop();
  await host.start();
  const url = new URL(host.url);
  url.pathname = "/schedules";
  await app.goto(url.href);
  await expect(app.getByRole("switch", { name: "Reach at night" })).toBeChecked();
});

test("a schedule is found on a day of the calendar and opened there, and an hour of the week tells its load", async ({
  app,
}) => {
  await intoSandbox(app);
  await app.getByRole("button", { name: "Schedule this" }).click();
  const form = app.getByRole("region", { name: "New schedule" });
  await form.getByRole("list", { name: "Steps" }).getByRole("button", { name: "When" }).click();
  await form.getByRole("textbox", { name: "At" }).fill("06:30");
  await form.getByRole("list", { name: "Steps" }).getByRole("button", { name: "After the run" }).click();
  await form.getByRole("button", { name: "Save schedule" }).click();
  const detail = app.getByRole("region", { name: "Schedule", exact: true });
  await detail.getByRole("button", { name: "Run now" }).click();

  // What a person ran today is there with what became of it, and what is planned is on the days to come.
  const views = app.getByRole("group", { name: "View of the schedules" });
  await views.getByRole("button", { name: "Calendar" }).click();
  const today = app.getByRole("gridcell", { name: /, today: / });
  await expect(today).toContainText("Reach by campaign");
  // Beside the schedule, which a click would open.
  await today.click({ position: { x: 60, y: 8 } });
  const day = app.getByRole("region", { name: "Slots of the day" });
  // Until its time of today has come it has two slots here, and the state of the first is a sign.
  await expect(day.getByRole("link", { name: /Reach by campaign.*Succeeded/ })).toBeVisible({ timeout: 90_000 });
  await accessible(app, "a day of the calendar");
  await today.press("PageDown");
  const later = app.getByRole("gridcell", { selected: true });
  await expect(later).toHaveAccessibleName(/1 slot planned with 1 execution/);
  await expect(later).toBeFocused();
  await later.press("ArrowRight");
  await day.getByRole("link", { name: /^06:30 ?Reach by campaign/ }).click();
  await expect(detail.getByRole("heading", { name: "Reach by campaign" })).toBeVisible();
  await accessible(app, "a schedule beside the calendar");
  await detail.getByRole("button", { name: /^Back to/ }).click();
  await expect(day.getByRole("link", { name: /Reach by campaign/ })).toBeVisible();

  await views.getByRole("button", { name: "Hour load" }).click();
  const hours = app.getByRole("grid", { name: "Executions by weekday and hour" });
  await expect(
    hours.getByRole("gridcell", { name: /^Mondays, 06:00 to 07:00: 1\d executions in 90 days/ }),
  ).toBeVisible();
  await expect(app.getByRole("region", { name: "Collisions" })).toContainText("No instance is given more than 8");
  await accessible(app, "the hour load");

  // The view is the same after a restart of the page.
  await app.reload();
  await expect(hours).toBeVisible();
});

test("days that are past are filled after a look at them, saved as files, and reckoned in the costs", async ({
  app,
}) => {
  await intoSandbox(app);
  await app.getByRole("button", { name: "Schedule this" }).click();
  const form = app.getByRole("region", { name: "New schedule" });
  await form.getByRole("list", { name: "Steps" }).getByRole("button", { name: "When" }).click();
  await form.getByRole("textbox", { name: "At" }).fill("06:30");
  await form.getByRole("list", { name: "Steps" }).getByRole("button", { name: "After the run" }).click();
  await form.getByRole("textbox", { name: "Run-minutes a day" }).fill("90");
  await form.getByRole("combobox", { name: "Save each result as" }).selectOption({ label: "CSV" });
  await form.getByRole("button", { name: "Choose" }).click();
  await expect(form.getByRole("textbox", { name: "Folder" })).not.toHaveValue("");
  await accessible(app, "what follows a run");
  await form.getByRole("button", { name: "Save schedule" }).click();

  const detail = app.getByRole("region", { name: "Schedule", exact: true });
  await detail.getByRole("button", { name: "Backfill past days" }).click();
  const dialog = app.getByRole("dialog", { name: /^Backfill/ });
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel("First day").fill(day(5));
  await dialog.getByLabel("Last day").fill(day(4));
  await expect(dialog.getByRole("table", { name: "Slots of the backfill" }).getByRole("row")).toHaveCount(3);
  await accessible(app, "a backfill");
  await dialog.getByRole("button", { name: "Backfill 2 slots" }).click();
  await expect(dialog).toHaveCount(0);

  const history = app.getByRole("region", { name: "History" });
  await history.getByRole("button", { name: "Table" }).click();
  const slots = history.getByRole("table", { name: "Slots" });
  await expect(slots.getByText("Succeeded")).toHaveCount(2, { timeout: 120_000 });
  await expect(slots.getByRole("img", { name: "backfill" })).toHaveCount(2);
  await slots.getByRole("row").nth(1).getByRole("button", { expanded: false }).click();
  await expect(slots.getByText(/^saved to .*\.csv$/)).toBeVisible({ timeout: 30_000 });
  await history.getByRole("button", { name: "Export" }).click();
  await app.getByRole("group", { name: "Export the history" }).getByRole("menuitem", { name: /^CSV/ }).click();
  await expect(app.getByText(/2 rows saved/)).toBeVisible();

  await app.getByRole("group", { name: "View of the schedules" }).getByRole("button", { name: "Cost" }).click();
  const costs = app.getByRole("table", { name: "Costs of schedules" });
  await expect(costs.getByRole("row").nth(1)).toContainText("Reach by campaign2");
  await accessible(app, "costs");
});
