// What a failed sign-in means and what solves it, by the error's stable code. The sentence itself comes with the error.

export type Remedy = "again" | "form" | "keychain" | "urls" | "paste";

interface Failure {
  title: string;
  remedies: readonly Remedy[];
}

const FAILURES: readonly { match: RegExp; failure: Failure }[] = [
  { match: /denied/, failure: { title: "You chose not to allow it", remedies: ["again"] } },
  {
    match: /expired|code_used|invalid_grant|sign_in_lost/,
    failure: { title: "The sign-in took too long", remedies: ["again"] },
  },
  {
    match: /client_rejected|wrong_client|invalid_client|wrong_secret|client_secret/,
    failure: { title: "Amazon does not know this client id and secret", remedies: ["form"] },
  },
  {
    match: /client_not_allowed|unauthorized_client/,
    failure: { title: "This client may not do that yet", remedies: ["form"] },
  },
  { match: /ports?(_|$)|ports_taken/, failure: { title: "All three ports are taken", remedies: ["again"] } },
  {
    match: /keychain|secret_store/,
    failure: { title: "The keychain did not take the sign-in", remedies: ["keychain", "again"] },
  },
  { match: /redirect|return_url/, failure: { title: "Amazon refused the return URL", remedies: ["urls", "again"] } },
  {
    match: /network|transport|offline|unreachable/,
    failure: { title: "Amazon could not be reached", remedies: ["again"] },
  },
  { match: /timeout|timed_out/, failure: { title: "No answer came from the browser", remedies: ["urls", "again"] } },
];

/** Title and remedies for the error that ended a sign-in. */
export function failureOf(code: string): Failure {
  const found = FAILURES.find(({ match }) => match.test(code));
  return found?.failure ?? { title: "The sign-in did not work", remedies: ["again"] };
}
