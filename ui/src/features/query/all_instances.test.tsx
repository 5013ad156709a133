import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { unionOf } from "@/features/result/joined";
import { execution, world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";
import { rememberBatch } from "./runs";

afterEach(() => localStorage.clear());

const run = (id: string, i: string, state: "succeeded" | "failed" = "succeeded") =>
  execution({ id, batch_id: "b-9", instance_id: i, instance_name: `Instance ${i}`, state });

describe("the runs of a batch", () => {
  it("are read as one result, which is forgotten when another one is shown", async () => {
    rememberBatch("t-1", "b-9");
    const executions = [run("r-1", "i-0"), run("r-2", "i-50"), run("r-3", "i-1", "failed")];
    const host = show("/query", { ...world(), executions });
    await click("Result");
    const choice = await screen.findByRole("combobox", { name: "Instance" });
    expect(screen.getByRole("option", { name: "All instances (2 of 3)" })).toBeInTheDocument();
    fireEvent.change(choice, { target: { value: "all" } });
    expect(await screen.findByText(/from 2 kept results/)).toHaveTextContent("80 rows");
    expect(screen.getByText(/Money is in CAD and USD here/)).toBeInTheDocument();
    const [asked] = sent(host, "run_kept") as { id: string; sql: string }[];
    expect(asked?.sql).toBe(unionOf(["r-1", "r-2"]));
    fireEvent.change(screen.getByRole("combobox", { name: "Instance" }), { target: { value: "r-2" } });
    await waitFor(() => expect(sent(host, "forget_rows")).toEqual([{ id: `kept-${asked?.id}` }]));
  });
});
