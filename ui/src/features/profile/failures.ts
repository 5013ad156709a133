// What a failed sign-in means and what solves it, by the error's stable code. The sentence itself comes with the error.

export type Remedy = "again" | "form" | "keychain" | "urls";

interface Failure {
  title: string;
  remedies: readonly Remedy[];
}

const WRONG_CLIENT: Failure = { title: "Amazon does not know this client id and secret", remedies: ["form"] };
const UNREACHED: Failure = { title: "Amazon could not be reached", remedies: ["again"] };
const RETURN_URL: Failure = { title: "Amazon refused the return URL", remedies: ["urls", "again"] };
const KEYCHAIN: Failure = { title: "The keychain did not take the sign-in", remedies: ["keychain", "again"] };
const OTHER: Failure = { title: "The sign-in did not work", remedies: ["again"] };

const FAILURES: Record<string, Failure> = {
  "auth.denied": { title: "You chose not to allow it", remedies: ["again"] },
  "auth.cancelled": { title: "The sign-in was cancelled", remedies: ["again"] },
  "auth.code_refused": { title: "The sign-in took too long", remedies: ["again"] },
  "auth.client_id": WRONG_CLIENT,
  "auth.client_secret": WRONG_CLIENT,
  "auth.client_rejected": WRONG_CLIENT,
  "auth.secret_missing": { title: "The client secret is not there any more", remedies: ["form"] },
  "auth.client_not_allowed": { title: "This client may not do that yet", remedies: ["form"] },
  "auth.no_refresh_token": { title: "Amazon gave no lasting sign-in", remedies: ["form"] },
  "auth.ports_taken": { title: "All three ports are taken", remedies: ["again"] },
  "auth.refused": { title: "Amazon refused the sign-in", remedies: ["form", "urls"] },
  "auth.return_url": RETURN_URL,
  "auth.wrong_return": RETURN_URL,
  "auth.timed_out": { title: "No answer came from the browser", remedies: ["urls", "again"] },
  "auth.network": UNREACHED,
  "auth.server": UNREACHED,
  "auth.unavailable": UNREACHED,
  "auth.bad_answer": { title: "Amazon's answer could not be used", remedies: ["again"] },
  "amc.tls": { title: "No secure connection could be made", remedies: ["again"] },
  "auth.throttled": { title: "Amazon asks to wait", remedies: ["again"] },
};

/** Title and remedies for the error that ended a sign-in. */
export function failureOf(code: string): Failure {
  return FAILURES[code] ?? (code.startsWith("keychain.") ? KEYCHAIN : OTHER);
}
