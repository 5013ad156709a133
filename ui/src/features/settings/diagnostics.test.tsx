import { fireEvent, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { sent, show } from "@/test/show";

const open = async () => {
  const section = within(await screen.findByRole("region", { name: "Diagnostics bundle" }));
  fireEvent.click(section.getByRole("button", { name: "Show what is in it" }));
  await section.findByRole("navigation", { name: "Parts of the bundle" });
  return section;
};

it("shows every part before anything is saved, and asks for none before it is opened", async () => {
  const host = show("/settings");
  await screen.findByRole("region", { name: "Diagnostics bundle" });
  expect(sent(host, "diagnostics")).toEqual([]);
  const section = await open();
  expect(section.getByText(/^RecomAMP 0\.1\.0/)).toBeInTheDocument();
  fireEvent.click(section.getByRole("button", { name: /^log\.txt/ }));
  expect(section.getByText(/looked at runs/)).toBeInTheDocument();
  expect(section.getByRole("button", { name: "Copy log.txt" })).toBeInTheDocument();
  expect(sent(host, "save_diagnostics")).toEqual([]);
});

it("says where it was saved, and nothing where the dialog was closed", async () => {
  const host = show("/settings");
  host.answer("save_diagnostics", () => null);
  const section = await open();
  fireEvent.click(section.getByRole("button", { name: "Save…" }));
  expect(await section.findByRole("button", { name: "Save…" })).toBeEnabled();
  expect(section.queryByText("Saved as")).toBeNull();
  host.answer("save_diagnostics", () => "/home/ana/bundle.zip");
  fireEvent.click(section.getByRole("button", { name: "Save…" }));
  expect(await section.findByText("/home/ana/bundle.zip")).toBeInTheDocument();
});
