// What kind of thing stopped runs, and what happened, by the stable code of the error.

export interface Told {
  category: string;
  words: string;
}

const NETWORK: Told = { category: "Network", words: "Amazon could not be reached" };
const THROTTLED: Told = { category: "Throttled", words: "Amazon asked to wait, and kept asking" };

const CODES: Readonly<Record<string, Told>> = {
  "amc.compile": { category: "Compile", words: "Amazon could not compile the query" },
  "query.invalid": { category: "Compile", words: "The query does not hold together" },
  "amc.overlap": { category: "Overlap", words: "Too many runs had read the same dates already" },
  "amc.timed_out": { category: "Time-out", words: "Amazon ended the run because it took too long" },
  "amc.throttled": THROTTLED,
  "auth.throttled": THROTTLED,
  "amc.network": NETWORK,
  "auth.network": NETWORK,
  "amc.server": { category: "Service", words: "Amazon had a fault of its own" },
  "amc.bad_answer": { category: "Service", words: "Amazon's answer could not be read" },
  "amc.failed": { category: "Service", words: "Amazon ended the run and gave no reason that is known" },
  "amc.not_found": { category: "Service", words: "Amazon does not know the run or the instance" },
  "amc.not_ready": { category: "Service", words: "The result was not ready to be fetched" },
  "execution.lost": { category: "Service", words: "The run is in no list of Amazon's" },
  "execution.slow": { category: "Service", words: "The run could not be sent in time" },
  "amc.forbidden": { category: "Access", words: "Amazon refused access to the account or instance" },
  "amc.terms": { category: "Access", words: "Amazon's terms have to be accepted first" },
  "auth.sign_in_required": { category: "Access", words: "Amazon no longer accepted the sign-in" },
  "execution.profile_gone": { category: "Access", words: "The profile was removed" },
  "execution.instance_gone": { category: "Access", words: "The instance is not there any more" },
  "amc.rejected": { category: "Refused", words: "Amazon refused the run" },
  "amc.refused": { category: "Refused", words: "Amazon refused the request" },
};

/** For codes of one beginning that have no words of their own. */
const FAMILIES: readonly (readonly [start: string, told: Told])[] = [
  ["query.", { category: "Compile", words: "The query does not hold together" }],
  ["auth.", { category: "Access", words: "The sign-in with Amazon did not hold" }],
  ["result.", { category: "Result", words: "The result could not be fetched or read" }],
  ["store.", { category: "This computer", words: "It could not be kept on this computer" }],
];

/** The kind of an error and what happened, in words. */
export function toldOf(code: string): Told {
  const family = FAMILIES.find(([start]) => code.startsWith(start))?.[1];
  return (
    (Object.hasOwn(CODES, code) ? CODES[code] : family) ?? { category: "Other", words: "The newest run says what" }
  );
}
