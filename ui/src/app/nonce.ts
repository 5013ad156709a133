// The page's policy allows only styles that carry its nonce. The host puts it on the one empty <style> of index.html.
import { setNonce } from "get-nonce";

/** The nonce of this page; empty where the host sends no policy. */
export function pageNonce(): string {
  return document.querySelector("style")?.nonce ?? "";
}

/** Hands the nonce to what injects styles by way of `get-nonce` (Radix's scroll lock). */
export function shareNonce(): void {
  const nonce = pageNonce();
  if (nonce) setNonce(nonce);
}
