import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, makeClient } from "./app/App";
import { fontsReady } from "./app/fonts";
import { shareNonce } from "./app/nonce";
import { makeRouter } from "./app/router";
import { recordViolations } from "./app/violations";
import { browserHost, takeToken } from "./ipc/browser";
import { insideTauri, installHost } from "./ipc/host";
import { tauriHost } from "./ipc/tauri";
import "./styles/app.css";

recordViolations();
shareNonce();
installHost(insideTauri() ? tauriHost : browserHost(takeToken() ?? ""));

const root = document.getElementById("root");
await fontsReady();
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App client={makeClient()} router={makeRouter()} />
    </StrictMode>,
  );
}
