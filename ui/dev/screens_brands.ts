// The Brands place with its instances, and what other places take from brands.
import type { Page } from "@playwright/test";
import type { Profile } from "../src/ipc/bindings";
import { brand } from "../src/ipc/fake";
import { after, refuse, type Screen } from "./screen";
import { LONG, NOT_READ } from "./screens_schedules";

/** An agency's brands: many, some with long names and long lists. */
const MANY = after((made) => {
  made.brands = Array.from({ length: 120 }, (_, i) =>
    brand(
      {
        id: `b-${i}`,
        name: i % 9 === 4 ? `${LONG}, brand ${i}` : `Brand ${String(i).padStart(3, "0")}`,
        tag: i % 3 === 0 ? "" : `B${i}`,
        instance_ids: made.instances.slice(0, i % 5).map(({ id }) => id),
        products: Array.from({ length: i === 0 ? 900 : (i * 7) % 60 }, (_p, n) => ({
          asin: `B0${String(i).padStart(3, "0")}X${String(n).padStart(4, "0")}`,
          title: n % 4 === 3 ? "" : `Trail pack, ${n} litres, with a rain cover and a pocket for a bottle`,
        })),
        campaigns: Array.from({ length: i === 0 ? 40 : i % 4 }, (_c, n) => `Trail26_STV_Prospecting_${n}`),
      },
      made.now - i * 86_400_000,
    ),
  );
});

const CSV = {
  name: "catalogue of spring.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(
    "ASIN,Title\nb08kst0020,Head lamp\nB08KST0001,Trail pack\nB08KST0020,Head lamp\nB08-KST,Stove\n,Gift card\nB08KST0021,Stove\n",
  ),
};

const instances = (page: Page) => page.getByRole("checkbox", { name: /^Pick Kestrel/ });

const takeFrom = async (page: Page, what: string) => {
  await page.getByRole("button", { name: "Take from… for campaigns" }).click();
  await page.getByRole("menuitem", { name: what }).click();
  await page.getByRole("group", { name: /^Values from/ }).scrollIntoViewIfNeeded();
};

export const BRANDS: Screen[] = [
  { name: "brands", path: "/brands/b-kestrel" },
  {
    name: "brands-lists",
    path: "/brands/b-kestrel",
    act: (page) => page.getByRole("region", { name: "Campaign patterns" }).scrollIntoViewIfNeeded(),
  },
  { name: "brands-many", path: "/brands", world: MANY },
  {
    name: "brands-many-products",
    alike: true,
    path: "/brands",
    world: MANY,
    act: (page) => page.getByRole("table", { name: "Products" }).scrollIntoViewIfNeeded(),
  },
  { name: "brands-empty", path: "/brands", world: after((made) => Object.assign(made, { brands: [] })) },
  {
    name: "brands-not-read",
    alike: true,
    path: "/brands",
    host: (server) => refuse(server, "list_brands", NOT_READ),
  },
  { name: "brands-loading", alike: true, path: "/brands", host: (server) => server.hang("list_brands") },
  { name: "brands-gone", alike: true, path: "/brands/nobody" },
  {
    name: "brands-new",
    path: "/brands/new",
    act: async (page) => {
      await page.getByRole("button", { name: "Add a value" }).click();
      await page.getByRole("textbox", { name: "Value of the parameter" }).fill("many");
      await page.getByRole("button", { name: "Save brand" }).click();
    },
  },
  {
    name: "brands-taken",
    path: "/brands/b-kestrel",
    act: async (page) => {
      await page.getByLabel("File with products").setInputFiles(CSV);
      await page.getByRole("list", { name: "Lines left out" }).scrollIntoViewIfNeeded();
      await page.getByRole("textbox", { name: "ASIN", exact: true }).fill("B08");
      await page.getByRole("button", { name: "Add", exact: true }).click();
    },
  },
  {
    name: "brands-refused",
    path: "/brands/b-kestrel",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Name" }).fill("Tidewell");
      await page.getByRole("button", { name: "Save brand" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "brands-deleted",
    alike: true,
    path: "/brands/b-kestrel",
    act: async (page) => {
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("button", { name: "Undo" }).waitFor();
    },
  },
  { name: "brands-instances", path: "/brands/instances" },
  {
    name: "brands-instances-none",
    alike: true,
    path: "/brands/instances",
    act: (page) => page.getByRole("textbox", { name: "Find instances" }).fill("nobody"),
  },
  {
    name: "brands-instances-profiles",
    path: "/brands/instances",
    world: after((made) => {
      const [first] = made.profiles;
      made.profiles = [first as Profile, { ...(first as Profile), id: "p-2", name: "Amazon Europe", region: "EU" }];
    }),
    act: (page) => page.getByRole("button", { name: "Ask Amazon" }).click(),
  },
  {
    name: "brands-tagging",
    path: "/brands/instances",
    act: async (page) => {
      await instances(page).first().click();
      await instances(page).last().click();
      await page.getByRole("button", { name: "Tag…" }).click();
      await page.getByRole("combobox", { name: "Tags to add" }).fill("europe,");
    },
  },
  {
    name: "brands-in-query",
    path: "/query",
    world: after((made) => {
      made.tabs = made.tabs.map((tab) => ({ ...tab, parameter_values: {} }));
    }),
    act: async (page) => {
      await page.getByRole("combobox", { name: "Only with the tag" }).selectOption("outdoor");
      await page.getByRole("combobox", { name: "Only of the brand" }).selectOption("Kestrel Outdoor");
      await page.getByRole("button", { name: "Use its values" }).waitFor();
    },
  },
  {
    name: "brands-as-source",
    path: "/query",
    act: (page) => takeFrom(page, "A brand"),
  },
  {
    name: "brands-source-menu",
    path: "/query",
    act: (page) => page.getByRole("button", { name: "Take from… for campaigns" }).click(),
  },
  {
    name: "brands-result-as-source",
    path: "/query",
    act: async (page) => {
      await takeFrom(page, "A kept result");
      await page.getByRole("button", { name: /^Take \d/ }).waitFor();
    },
  },
  {
    name: "brands-filter",
    path: "/workflows",
    act: async (page) => {
      await page.getByRole("button", { name: "Filter", exact: true }).click();
      const box = page.getByRole("region", { name: "Filter" });
      await box.getByRole("combobox", { name: "What" }).selectOption({ label: "Brand" });
      await box.getByRole("combobox", { name: "Brand" }).selectOption({ label: "Kestrel Outdoor" });
      await box.getByRole("button", { name: "Condition", exact: true }).click();
      await box.getByRole("combobox", { name: "What" }).last().selectOption({ label: "Instance tag" });
      await box.getByRole("combobox", { name: "Tag" }).fill("tier-1");
    },
  },
];
