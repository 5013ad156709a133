// A sign-in under way belongs to the whole window: whichever place began it, its page stands in front until it ends.
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { api, type SignInAttempt, type SignInTarget } from "@/ipc";

export interface SignIn {
  attempt: SignInAttempt;
  target: SignInTarget;
}

interface SignInState {
  current: SignIn | null;
  begin: (target: SignInTarget) => Promise<void>;
  close: () => void;
}

const Context = createContext<SignInState | null>(null);

export function SignInProvider({ children }: { children: ReactNode }) {
  const [current, setCurrent] = useState<SignIn | null>(null);
  const state = useMemo<SignInState>(
    () => ({
      current,
      begin: async (target) => {
        const attempt = await api.beginSignIn(target);
        setCurrent({ attempt, target: withoutSecret(target) });
      },
      close: () => setCurrent(null),
    }),
    [current],
  );
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

/** The secret has done its work once the attempt stands; the ui does not keep it. */
function withoutSecret(target: SignInTarget): SignInTarget {
  if (target.kind !== "new_amazon") return target;
  return { kind: "new_amazon", profile: { ...target.profile, client_secret: "" } };
}

export function useSignIn(): SignInState {
  const state = useContext(Context);
  if (!state) throw new Error("useSignIn outside of SignInProvider");
  return state;
}
