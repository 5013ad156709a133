import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PageRequest } from "./bindings";
import { browserHost, hostError } from "./browser";
import { fakeHost } from "./fake";
import { installHost } from "./host";
import { AppError, api, asAppError, resultPage } from "./index";
import { applyEvent, queries } from "./queries";

describe("the port", () => {
  beforeEach(() => vi.unstubAllGlobals());

  it("unwraps an answer and throws a command's error with its code", async () => {
    const host = fakeHost();
    installHost(host);
    expect(await api.listProfiles()).toHaveLength(1);
    host.answer("list_profiles", () => {
      throw hostError("store.busy", "Busy.", "Wait.");
    });
    await expect(api.listProfiles()).rejects.toMatchObject({ code: "store.busy", nextStep: "Wait." });
  });

  it("sends the token as a header and never in the address", async () => {
    const fetched = vi.fn(async () => new Response("null", { headers: { "content-type": "application/json" } }));
    vi.stubGlobal("fetch", fetched);
    await browserHost("secret").invoke("app_status", {});
    const [address, options] = fetched.mock.calls[0] as unknown as [string, RequestInit];
    expect(address).toBe("/ipc/app_status");
    expect(options.headers).toMatchObject({ "x-recomamp-token": "secret" });
  });

  it("says so when the host does not answer", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    await expect(browserHost("t").invoke("app_status", {})).rejects.toMatchObject({ code: "host.unreachable" });
  });

  it("turns anything thrown into an error with a next step", () => {
    expect(asAppError(new TypeError("x is not a function"))).toBeInstanceOf(AppError);
    expect(asAppError("odd").nextStep).toMatch(/Try again/);
  });
});

describe("a page of a result", () => {
  it("keeps 64-bit ids exact, NULL apart from empty text, and knows the filtered total", async () => {
    installHost(fakeHost());
    const page = await resultPage({ execution_id: "e-1", offset: 0, limit: 10, sort: [], filters: [] });
    expect(page.totalRows).toBe(1284);
    expect(page.rows).toHaveLength(10);
    expect(page.rows[1]?.[2]).toBe("576460752303423489");
    expect(page.rows[3]?.[1]).toBeNull();
  });

  it("comes in parts where its rows are too wide to cross at once", async () => {
    const wanted = { execution_id: "e-1", offset: 3, limit: 10, sort: [], filters: [] };
    const whole = fakeHost();
    installHost(whole);
    const page = await resultPage(wanted);
    const narrow = fakeHost();
    narrow.answer("result_page", (_world, args: { request: PageRequest }) => {
      if (args.request.limit > 3) throw hostError("ipc.answer_too_large", "Too wide.", "Look at less.");
      return whole.invoke("result_page", args);
    });
    installHost(narrow);
    expect(await resultPage(wanted)).toEqual(page);
    narrow.answer("result_page", () => {
      throw hostError("ipc.answer_too_large", "Too wide.", "Look at less.");
    });
    await expect(resultPage(wanted)).rejects.toMatchObject({ code: "ipc.answer_too_large" });
  });
});

describe("a change that is told while the first answer is on its way", () => {
  it("has the question asked again, since the answer may be from before", async () => {
    const host = fakeHost();
    const answers: ((runs: unknown[]) => void)[] = [];
    host.answer("list_executions", () => new Promise((answer) => answers.push(answer)));
    installHost(host);
    const client = new QueryClient();
    const shown = new QueryObserver(client, queries.executions());
    const stop = shown.subscribe(() => undefined);
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    applyEvent(client, { kind: "executions_changed", ids: [] });
    answers[0]?.([]);
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(host.world.executions);
    await vi.waitFor(() => expect(shown.getCurrentResult().data).toHaveLength(host.world.executions.length));
    stop();
  });
});
