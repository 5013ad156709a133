// The Notices place.
import { notice } from "../src/ipc/fake";
import { after, refuse, type Screen } from "./screen";
import { LONG, NOT_READ } from "./screens_schedules";

export const NOTICES: Screen[] = [
  { name: "notices", path: "/notices" },
  {
    name: "notices-all",
    path: "/notices",
    act: async (page) => {
      await page.getByRole("button", { name: "All", exact: true }).click();
      await page.getByRole("table", { name: "Notices" }).getByRole("row").nth(1).focus();
    },
  },
  {
    name: "notices-all-read",
    path: "/notices",
    act: async (page) => {
      await page.getByRole("button", { name: "Mark all read" }).click();
      await page.getByText("Nothing new").waitFor();
    },
  },
  {
    name: "notices-many",
    alike: true,
    path: "/notices",
    world: after((made) => {
      made.notices = Array.from({ length: 240 }, (_, i) =>
        notice({
          id: `m-${i}`,
          at: made.now - i * 5_400_000,
          title: i % 4 === 1 ? LONG : "Pacing, all clients",
          body: i % 4 === 1 ? `${LONG} failed. `.repeat(4) : "12 of 12 instances succeeded.",
          good: i % 4 !== 1,
          read: i % 3 !== 0,
        }),
      );
    }),
    act: (page) => page.getByRole("button", { name: "All", exact: true }).click(),
  },
  { name: "notices-none", path: "/notices", world: after((made) => Object.assign(made, { notices: [] })) },
  { name: "notices-loading", alike: true, path: "/notices", host: (server) => server.hang("list_notices") },
  {
    name: "notices-not-read",
    path: "/notices",
    host: (server) => refuse(server, "list_notices", NOT_READ),
    act: (page) => page.getByRole("alert").waitFor(),
  },
];
