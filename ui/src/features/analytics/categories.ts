// What happened to runs that were stopped, by the stable code of the error.

import { categoryOfCode } from "@/features/execution/category";

export interface Told {
  category: string;
  words: string;
}

const NETWORK = "Amazon could not be reached";
const THROTTLED = "Amazon asked to wait, and kept asking";

const CODES: Readonly<Record<string, string>> = {
  "amc.compile": "Amazon could not compile the query",
  "query.invalid": "The query does not hold together",
  "amc.overlap": "Too many runs had read the same dates already",
  "amc.timed_out": "Amazon ended the run because it took too long",
  "amc.throttled": THROTTLED,
  "auth.throttled": THROTTLED,
  "amc.network": NETWORK,
  "auth.network": NETWORK,
  "amc.server": "Amazon had a fault of its own",
  "amc.bad_answer": "Amazon's answer could not be read",
  "amc.failed": "Amazon ended the run and gave no reason that is known",
  "amc.not_found": "Amazon does not know the run or the instance",
  "amc.not_ready": "The result was not ready to be fetched",
  "execution.lost": "The run is in no list of Amazon's",
  "execution.slow": "The run could not be sent in time",
  "amc.forbidden": "Amazon refused access to the account or instance",
  "amc.terms": "Amazon's terms have to be accepted first",
  "auth.sign_in_required": "Amazon no longer accepted the sign-in",
  "execution.profile_gone": "The profile was removed",
  "execution.instance_gone": "The instance is not there any more",
  "amc.rejected": "Amazon refused the run",
  "amc.refused": "Amazon refused the request",
};

/** For codes of one beginning that have no words of their own. */
const FAMILIES: readonly (readonly [start: string, words: string])[] = [
  ["query.", "The query does not hold together"],
  ["auth.", "The sign-in with Amazon did not hold"],
  ["result.", "The result could not be fetched or read"],
  ["store.", "It could not be kept on this computer"],
];

/** The kind of an error and what happened, in words. */
export function toldOf(code: string): Told {
  const family = FAMILIES.find(([start]) => code.startsWith(start))?.[1];
  const words = Object.hasOwn(CODES, code) ? CODES[code] : family;
  return { category: categoryOfCode(code) ?? "Other", words: words ?? "The newest run says what" };
}
