// The browser host: the same commands over loopback HTTP, for tests and for looking at the ui.
import type { Error as CommandError, Event } from "./bindings";
import { NO_DETAILS } from "./errors";
import type { Host } from "./host";

const KEPT = "recomamp.token";

/** Takes the one-time token out of the address and keeps it for reloads of this tab. */
export function takeToken(): string | null {
  const given = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(KEPT, given);
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    return given;
  }
  return sessionStorage.getItem(KEPT);
}

export const hostError = (code: string, message: string, next_step: string): CommandError => ({
  code,
  message,
  next_step,
  details: { ...NO_DETAILS },
});

export function browserHost(token: string): Host {
  return {
    kind: "browser",
    async invoke(command, args) {
      let answer: Response;
      try {
        answer = await fetch(`/ipc/${command}`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-recomamp-token": token },
          body: JSON.stringify(args ?? {}),
          // The last state of a tab is still written when the page goes away (browsers allow 64 KiB for that).
          keepalive: command === "save_tab" && JSON.stringify(args).length < 60_000,
        });
      } catch {
        throw hostError("host.unreachable", "RecomAMP does not answer.", "Start it again, then reload this page.");
      }
      if (answer.ok) {
        const kind = answer.headers.get("content-type") ?? "";
        return kind.startsWith("application/json") ? answer.json() : answer.arrayBuffer();
      }
      if (answer.status === 422) {
        const error: unknown = await answer.json();
        if (typeof error === "object" && error !== null && "code" in error) throw error;
        throw hostError("host.refused", "RecomAMP could not read this request.", "Reload the page and try again.");
      }
      if (answer.status === 401) {
        throw hostError("host.token", "This address has expired.", "Open the address that RecomAMP printed last.");
      }
      throw hostError(
        "host.failed",
        `RecomAMP could not answer (HTTP ${answer.status}).`,
        "Try again; if it stays, start RecomAMP again.",
      );
    },
    listen(heard, lost) {
      const source = new EventSource(`/events?token=${encodeURIComponent(token)}`);
      source.onopen = lost;
      source.onmessage = (message: MessageEvent<string>) => heard(JSON.parse(message.data) as Event);
      return () => source.close();
    },
  };
}
