import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Event } from "./bindings";
import type { Host } from "./host";

/** The application's own window. */
export const tauriHost: Host = {
  kind: "tauri",
  invoke: (command, args) => invoke(command, args as Record<string, unknown>),
  listen(heard, lost) {
    let over = false;
    let stop: (() => void) | undefined;
    listen<Event>("app_event", (message) => heard(message.payload))
      .then((unlisten) => {
        if (over) unlisten();
        else {
          stop = unlisten;
          // Whatever happened before the listener stood was not heard.
          lost();
        }
      })
      .catch(lost);
    return () => {
      over = true;
      stop?.();
    };
  },
};
