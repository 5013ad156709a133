import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { hostError } from "@/ipc/browser";
import { world } from "@/ipc/fake";
import { choose, click, openMenu, sent, show } from "@/test/show";

const part = async (name: string) => within(await screen.findByRole("region", { name }));
const dialog = () => screen.findByRole("dialog");

describe("how long results are kept", () => {
  it("says what a rule takes away before it holds", async () => {
    const host = show("/settings");
    const keeping = await part("Keeping results");
    expect(keeping.getByText("Nothing is taken away by itself.")).toBeInTheDocument();
    fireEvent.click(keeping.getByRole("button", { name: "For some days" }));
    expect(await keeping.findByText(/Nothing is older now/)).toBeInTheDocument();
    fireEvent.change(keeping.getByRole("textbox", { name: "Days" }), { target: { value: "90" } });
    expect(await keeping.findByText(/It would take away 28 results/)).toBeInTheDocument();
    expect(sent(host, "update_settings")).toEqual([]);
    fireEvent.click(keeping.getByRole("button", { name: "Keep for 90 days" }));
    await waitFor(() => expect(host.world.settings.keep_results_days).toBe(90));
    expect(await keeping.findByText(/Within a day these go: 28 results/)).toBeInTheDocument();
  });

  it("refuses a number that the host would refuse", async () => {
    show("/settings");
    const keeping = await part("Keeping results");
    fireEvent.click(keeping.getByRole("button", { name: "For some days" }));
    fireEvent.change(keeping.getByRole("textbox", { name: "Days" }), { target: { value: "0" } });
    expect(keeping.getByText("A whole number, 1 to 3,650")).toBeInTheDocument();
    expect(keeping.queryByRole("button", { name: /^Keep for/ })).toBeNull();
  });

  it("keeps all again at once, and leaves a draft", async () => {
    const start = world();
    start.settings.keep_results_days = 90;
    const host = show("/settings", start);
    const keeping = await part("Keeping results");
    fireEvent.change(keeping.getByRole("textbox", { name: "Days" }), { target: { value: "30" } });
    fireEvent.click(await keeping.findByRole("button", { name: "Leave it as it was" }));
    expect(host.world.settings.keep_results_days).toBe(90);
    fireEvent.click(keeping.getByRole("button", { name: "All" }));
    await waitFor(() => expect(host.world.settings.keep_results_days).toBeNull());
  });

  it("names what goes and what stays before it cleans up", async () => {
    const start = world();
    start.settings.keep_results_days = 90;
    const host = show("/settings", start);
    await click("Clean up now…");
    expect(await dialog()).toHaveTextContent("Take away 28 kept results?");
    expect(await dialog()).toHaveTextContent("13 results stay, among them the newest of each query and instance");
    expect(screen.getByRole("button", { name: "Keep them" })).toHaveFocus();
    await click("Take away 28");
    expect(await screen.findByText(/28 results taken away/)).toBeInTheDocument();
    expect(sent(host, "clean_up")).toEqual([{ days: 90 }]);
  });
});

describe("backups", () => {
  it("are listed with why they were made, and made", async () => {
    const host = show("/settings");
    const backups = await part("Backups");
    expect(await backups.findByText("Before an update")).toBeInTheDocument();
    fireEvent.click(backups.getByRole("button", { name: "Back up now" }));
    await waitFor(() => expect(backups.getAllByText("Asked for")).toHaveLength(2));
    expect(host.world.storage.backups).toHaveLength(8);
  });

  it("go in the database's place after asking, and the application ends", async () => {
    const host = show("/settings");
    const backups = await part("Backups");
    fireEvent.click((await backups.findAllByRole("button", { name: /^Restore/ }))[0] as HTMLElement);
    expect(await dialog()).toHaveTextContent(/^Go back to the backup of .*\?/);
    expect(screen.getByRole("button", { name: "Stay as it is" })).toHaveFocus();
    await click("Go back and start again");
    expect(await backups.findByText("RecomAMP ends and starts again")).toBeInTheDocument();
    expect(sent(host, "restore_backup")).toEqual([{ name: host.world.storage.backups[0]?.name }]);
    expect(backups.getByRole("button", { name: "Back up now" })).toBeDisabled();
  });

  it("say that nothing was replaced where going back is refused", async () => {
    const host = show("/settings");
    host.answer("restore_backup", () => {
      throw hostError("backup.damaged", "The backup is damaged.", "Choose another one.");
    });
    const backups = await part("Backups");
    fireEvent.click((await backups.findAllByRole("button", { name: /^Restore/ }))[0] as HTMLElement);
    await click("Go back and start again");
    expect(await backups.findByRole("alert")).toHaveTextContent("Nothing was replaced");
  });
});

it("takes the result of one run away after asking, and the run stays", async () => {
  const host = show("/executions/e-9");
  await openMenu("More");
  await choose("Remove the kept result…");
  expect(await dialog()).toHaveTextContent("1,284 rows of Frequency bands");
  await click("Remove the result");
  expect(await screen.findByRole("button", { name: "Fetch the result again" })).toBeInTheDocument();
  expect(sent(host, "remove_result")).toEqual([{ executionId: "e-9" }]);
});

describe("the data folder", () => {
  it("moves after its plan was read, and the application ends", async () => {
    const host = show("/settings");
    await click("Move…");
    expect(await dialog()).toHaveTextContent("Move everything to another folder?");
    expect(await dialog()).toHaveTextContent("/mnt/reports/RecomAMP");
    expect(await dialog()).toHaveTextContent("Nothing is removed here before all of it is there");
    expect(screen.getByRole("button", { name: "Leave it where it is" })).toHaveFocus();
    expect(sent(host, "move_data_folder")).toEqual([]);
    await click("Move and start again");
    const storage = await part("Storage");
    expect(await storage.findByText("RecomAMP ends, moves everything and starts again")).toBeVisible();
    expect(sent(host, "move_data_folder")).toEqual([{ folder: "/mnt/reports/RecomAMP" }]);
    expect(storage.getByRole("button", { name: "Move…" })).toBeDisabled();
  });

  it("does not move where there is too little room", async () => {
    const start = world();
    start.storage.move = { ...start.storage.move, bytes: 3 * 1024 ** 3, free_bytes: 1024 ** 3 };
    show("/settings", start);
    await click("Move…");
    expect(await dialog()).toHaveTextContent("Too little room there: 2.0 GB more are needed");
    expect(screen.getByRole("button", { name: "Move and start again" })).toBeDisabled();
    await click("Leave it where it is");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("stays where the new one is refused, and says why", async () => {
    const host = show("/settings");
    host.answer("choose_data_folder", () => {
      throw hostError("store.synced", "The folder is copied to other machines.", "Choose one outside of it.");
    });
    await click("Move…");
    const alert = await (await part("Storage")).findByRole("alert");
    expect(alert).toHaveTextContent("The folder is copied to other machines.");
    expect(alert).toHaveTextContent("Nothing was moved");
  });
});
