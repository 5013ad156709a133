import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { NEW } from "@/components/drafts";
import { ask, USUAL } from "@/features/workflow/asked";
import type { Brand, QueryTab } from "@/ipc";
import { type World, world } from "@/ipc/fake";
import { choose, click, openMenu, sent, show } from "@/test/show";
import { dropDraft } from "./draft";

const KESTREL = "/brands/b-kestrel";
const form = (name: "Brand" | "New brand" = "Brand") => screen.findByRole("region", { name });
const field = async (name: string) => screen.findByRole("textbox", { name });
const write = async (name: string, value: string) => fireEvent.change(await field(name), { target: { value } });
const pick = async (name: string) => fireEvent.click(await screen.findByRole("checkbox", { name: `Pick ${name}` }));
const select = async (name: string, value: string) =>
  fireEvent.change(await screen.findByRole("combobox", { name }), { target: { value } });
const kept = (host: ReturnType<typeof show>, id: string): Brand | undefined =>
  host.world.brands.find((brand) => brand.id === id);

afterEach(() => {
  for (const key of [NEW, "b-kestrel", "b-ferro", "b-tidewell"]) dropDraft(key);
  ask(USUAL);
  localStorage.clear();
});

describe("the list of brands", () => {
  it("tells tags, instances, products and campaigns, and opens what is chosen", async () => {
    show("/brands");
    const row = await screen.findByRole("row", { name: /Kestrel Outdoor/ });
    expect(row).toHaveTextContent("KES253" + "2 patterns");
    expect(screen.getByRole("row", { name: /Tidewell/ })).toHaveTextContent("1nonenone");
    fireEvent.click(row);
    await waitFor(async () => expect(await field("Name")).toHaveValue("Kestrel Outdoor"));
    row.focus();
    fireEvent.keyDown(row, { key: "ArrowDown" });
    await waitFor(async () => expect(await field("Name")).toHaveValue("Tidewell"));
  });

  it("is looked through by ASIN as well", async () => {
    show("/brands");
    await write("Find brands", "b0frr0wok1");
    await waitFor(() => expect(screen.queryByRole("row", { name: /Kestrel/ })).toBeNull());
    expect(screen.getByText("1 of 3")).toBeInTheDocument();
  });

  it("says what a brand is for while there is none, and begins one", async () => {
    show("/brands", Object.assign(world(), { brands: [] }));
    expect(await screen.findByText("No brand yet")).toBeInTheDocument();
    const [, begin] = screen.getAllByRole("button", { name: "New brand" });
    fireEvent.click(begin as HTMLElement);
    expect(await form("New brand")).toBeInTheDocument();
  });
});

describe("a brand", () => {
  it("is written and kept with all that was said of it", async () => {
    const host = show("/brands/new");
    await click("Save brand");
    expect(await screen.findByText("A name is needed")).toBeInTheDocument();
    await write("Name", "Alderbrook Tea");
    await write("Tag", "ALD");
    const picker = await screen.findByRole("listbox", { name: "Instances" });
    fireEvent.click(within(picker).getByRole("option", { name: /Alderbrook Tea US/ }));
    await click("Add a value");
    await write("Parameter", "min_reach");
    await select("Type of min_reach", "whole");
    await write("Value of min_reach", "many");
    expect(screen.getByText("A whole number, such as 1000")).toBeInTheDocument();
    await write("Value of min_reach", "2,500");
    await write("ASIN", "b08kst0099");
    await write("Title", "Green tea");
    await click("Add");
    await write("Campaigns", "Tea_A, Tea_B");
    await write("Campaign patterns", "Tea_%");
    await click("Save brand");
    await screen.findByText("Alderbrook Tea saved");
    expect(host.world.brands.at(-1)).toMatchObject({
      name: "Alderbrook Tea",
      tag: "ALD",
      instance_ids: ["i-4"],
      parameter_values: { min_reach: 2500 },
      products: [{ asin: "B08KST0099", title: "Green tea" }],
      campaigns: ["Tea_A", "Tea_B"],
      campaign_patterns: ["Tea_%"],
    });
    expect(await form()).toBeInTheDocument();
  });

  it("keeps what is not saved while one looks elsewhere, and can go back to what was", async () => {
    const host = show(KESTREL);
    expect(await screen.findByRole("button", { name: "Save brand" })).toBeDisabled();
    await write("Tag", "KO");
    expect(await screen.findByText("not saved")).toBeInTheDocument();
    fireEvent.click(screen.getByRole("row", { name: /Tidewell/ }));
    await waitFor(async () => expect(await field("Name")).toHaveValue("Tidewell"));
    fireEvent.click(screen.getByRole("row", { name: /Kestrel/ }));
    await waitFor(async () => expect(await field("Tag")).toHaveValue("KO"));
    expect(sent(host, "save_brand")).toHaveLength(0);
    await click("Discard");
    await click("Discard them");
    await waitFor(async () => expect(await field("Tag")).toHaveValue("KES"));
  });

  it("stays written where it cannot be kept", async () => {
    show(KESTREL);
    await write("Name", "Tidewell");
    await click("Save brand");
    expect(await screen.findByRole("alert")).toHaveTextContent(/There is a brand Tidewell already.*kept here/);
    expect(await field("Name")).toHaveValue("Tidewell");
  });

  it("that was deleted comes back", async () => {
    const host = show(KESTREL);
    await click("Delete");
    await waitFor(() => expect(screen.queryByRole("row", { name: /Kestrel/ })).toBeNull());
    await click("Undo");
    expect(await screen.findByRole("row", { name: /Kestrel/ })).toBeInTheDocument();
    expect(kept(host, "b-kestrel")).toBeDefined();
  });

  it("takes products from a file with a log of what was left out, which can be undone", async () => {
    show(KESTREL);
    await form();
    const file = new File(["asin,title\nB08KST0020,Lamp\nB08,Stove\n"], "spring.csv", { type: "text/csv" });
    await userEvent.upload(screen.getByLabelText("File with products"), file);
    expect(await screen.findByText("1 product taken from spring.csv, 1 line left out")).toBeInTheDocument();
    expect(screen.getByRole("list", { name: "Lines left out" })).toHaveTextContent("Line 3B08is no ASIN");
    expect(screen.getByRole("textbox", { name: "Title of B08KST0020" })).toHaveValue("Lamp");
    await click("Undo");
    expect(screen.queryByRole("textbox", { name: "Title of B08KST0020" })).toBeNull();
  });

  it("takes products that are pasted, and says what is wrong with one that is typed", async () => {
    show(KESTREL);
    const asin = await field("ASIN");
    fireEvent.paste(asin, { clipboardData: { getData: () => "B08KST0030\tTent\nB08KST0031\tPeg" } });
    expect(await screen.findByText("2 products taken from the clipboard")).toBeInTheDocument();
    await write("ASIN", "B08KST0030");
    fireEvent.keyDown(asin, { key: "Enter" });
    expect(await screen.findByText("B08KST0030 is there already")).toBeInTheDocument();
    await write("ASIN", "B08");
    await click("Add");
    expect(screen.getByText(/Exactly ten letters or digits/)).toBeInTheDocument();
  });
});

describe("instances", () => {
  it("show their tags and brands, and are looked for by both", async () => {
    show("/brands/instances");
    const row = await screen.findByRole("row", { name: /Kestrel Outdoor US/ });
    expect(row).toHaveTextContent("Lantern and Quay Brands USUSStandardoutdoortier-1Kestrel Outdoor");
    await write("Find instances", "tier-1 ferro");
    await waitFor(() => expect(screen.queryByRole("row", { name: /Kestrel Outdoor US/ })).toBeNull());
    expect(screen.getByRole("row", { name: /Ferro Cookware US/ })).toBeInTheDocument();
  });

  it("are tagged several at once", async () => {
    const host = show("/brands/instances");
    await pick("Kestrel Outdoor US");
    await pick("Tidewell CA");
    await click("Tag…");
    fireEvent.change(await screen.findByRole("combobox", { name: "Tags to add" }), { target: { value: "europe," } });
    fireEvent.change(screen.getByRole("combobox", { name: "Tags to take away" }), { target: { value: "outdoor," } });
    await click("Change the tags");
    await screen.findByText("Tags of 2 instances changed");
    const tags = (id: string) => host.world.instances.find((one) => one.id === id)?.tags;
    expect([tags("i-0"), tags("i-52")]).toEqual([["europe", "tier-1"], ["europe"]]);
    await waitFor(() => expect(screen.getByRole("row", { name: /Tidewell CA/ })).toHaveTextContent("europe"));
  });

  it("are asked for at Amazon, of one profile or of all", async () => {
    const start = world();
    const [first] = start.profiles;
    if (first) start.profiles = [first, { ...first, id: "p-2", name: "Europe" }];
    const host = show("/brands/instances", start);
    await openMenu("Ask Amazon");
    await choose("Europe");
    await waitFor(() => expect(sent(host, "refresh_instances")).toEqual([{ profileId: "p-2" }]));
  });
});

describe("before a run", () => {
  let made = 0;
  const one = (change: Partial<QueryTab> = {}): World => {
    const start = world();
    made += 1;
    const values = { parameter_values: {}, instance_ids: [], ...change };
    start.tabs = start.tabs.slice(0, 1).map((tab) => ({ ...tab, id: `brand-${made}`, ...values }));
    return start;
  };
  const tab = (host: ReturnType<typeof show>) => host.world.tabs[0];
  const take = async (what: string) => {
    await openMenu("Take from… for campaigns");
    await choose(what);
    return screen.findByRole("group", { name: /^Values from/ });
  };

  it("instances are narrowed by tag and brand, and all that are shown are selected", async () => {
    const host = show("/query", one());
    await select("Only with the tag", "outdoor");
    await click("Select all 2 shown");
    await waitFor(() => expect(tab(host)?.instance_ids).toEqual(["i-0", "i-50"]));
    await select("Only of the brand", "b-ferro");
    expect(await screen.findByText("No instance like that")).toBeInTheDocument();
    await click("Show all of them");
    expect(await screen.findByRole("button", { name: "Select all 12 shown" })).toBeInTheDocument();
  });

  it("a brand's values fill the parameters that are empty", async () => {
    const host = show("/query", one({ parameter_values: { min_reach: 7 } }));
    await select("Only of the brand", "b-kestrel");
    await click("Use its values");
    await waitFor(() =>
      expect(tab(host)?.parameter_values).toEqual({
        campaigns: ["Trail26_STV_Prospecting", "Trail26_OLV_Lookalike"],
        min_reach: 7,
      }),
    );
    expect(await screen.findByText(/has no value for an empty parameter/)).toBeInTheDocument();
  });

  it("a list takes what a brand has", async () => {
    const host = show("/query", one());
    await take("A brand");
    await select("Brand", "b-kestrel");
    expect(screen.getByRole("combobox", { name: "What of the brand" })).toHaveDisplayValue("3 campaigns");
    await select("What of the brand", "products");
    await click("Take 5 values");
    await waitFor(() => expect(tab(host)?.parameter_values["campaigns"]).toHaveLength(5));
  });

  it("a list takes a column of a kept result, and says where it has too many values", async () => {
    const host = show("/query", one());
    host.answer("column_values", () => ({ values: ["a", "b"], total: 12_345 }));
    await take("A kept result");
    expect(await screen.findByRole("combobox", { name: "Column of the result" })).toHaveDisplayValue("campaign");
    await select("Column of the result", "1");
    expect(await screen.findByText("the first 2 of 12,345 different values")).toBeInTheDocument();
    await click("Take 2 values");
    await waitFor(() => expect(tab(host)?.parameter_values["campaigns"]).toEqual(["a", "b"]));
    expect(sent(host, "column_values").at(-1)).toMatchObject({ column: 1 });
    expect(screen.getByText("2 values added, the first 2 of 12,345 different values")).toBeInTheDocument();
  });
});

it("workflows are filtered by brand and by tags of their instances", async () => {
  show("/workflows");
  const names = async () =>
    within(await screen.findByRole("table", { name: "Workflows" }))
      .getAllByRole("checkbox", { name: /^Pick (?!all|none)/ })
      .map((box) => box.getAttribute("aria-label")?.replace("Pick ", ""));
  const all = (await names()).length;
  await click("Filter");
  await select("What", "brand");
  await select("Brand", "b-ferro");
  expect(await screen.findByRole("button", { name: "Brand Ferro Cookware" })).toBeInTheDocument();
  await waitFor(async () => expect((await names()).length).toBeLessThan(all));
  await select("What", "instance_tag");
  await select("Tag", "pilot");
  expect(await screen.findByRole("button", { name: "Instance tag pilot" })).toBeInTheDocument();
});
