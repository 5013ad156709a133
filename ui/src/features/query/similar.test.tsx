import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import type { SimilarRuns } from "@/ipc";
import { NOW } from "@/ipc/fake_world";
import { sent, show } from "@/test/show";

const one = (change: Partial<SimilarRuns>): SimilarRuns => ({
  instance_id: "i-0",
  instance_name: "Kestrel Outdoor US",
  same_tables: 0,
  near_equal: 0,
  refused_at: null,
  refused_after: null,
  usual_millis: null,
  ...change,
});

const review = async () => {
  await userEvent.click(await screen.findByRole("tab", { name: /^Review/ }));
  return within(await screen.findByRole("region", { name: "Similar runs" }));
};

beforeEach(() => localStorage.clear());

it("names the instance with most near-equal runs, how long they took, and where Amazon refused one", async () => {
  const host = show("/query");
  host.answer("similar_runs", () => [
    one({ near_equal: 2, same_tables: 40 }),
    one({
      instance_id: "i-1",
      instance_name: "Ferro Cookware US",
      near_equal: 14,
      same_tables: 20,
      refused_at: NOW - 60_000,
      refused_after: 14,
      usual_millis: 281_000,
    }),
  ]);
  const part = await review();
  expect(part.getByText("up to 14, Ferro Cookware US")).toBeInTheDocument();
  expect(part.getByText("up to 40, Kestrel Outdoor US")).toBeInTheDocument();
  expect(part.getByText("about 4:41")).toBeInTheDocument();
  expect(part.getByText(/refused such a run on Ferro Cookware US.*after 14 near-equal ones/)).toBeInTheDocument();
  expect(sent(host, "similar_runs")[0]).toMatchObject({ tables: ["dsp_impressions"] });
});

it("says that there were none", async () => {
  const host = show("/query");
  host.answer("similar_runs", () => [one({})]);
  const part = await review();
  expect(part.getAllByText("none")).toHaveLength(2);
  expect(part.queryByText(/refused such a run/)).toBeNull();
});
