import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Loader } from "lucide-react";
import { useEffect, useState } from "react";
import { type SignIn, useSignIn } from "@/app/signin";
import { Button } from "@/components/Button";
import { CopyField } from "@/components/Copy";
import { Mark } from "@/components/Mark";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { AppError, api, asAppError, NO_DETAILS, type Region, type SignInTarget } from "@/ipc";
import { queries } from "@/ipc/queries";
import { ReturnUrls } from "./ConnectForm";
import { failureOf, type Remedy } from "./failures";
import { PasteFallback } from "./PasteFallback";

/** Seconds after which the page offers what helps when the browser did not come back. */
const PATIENCE = 20;

/** A sign-in under way: it waits for the browser, and says what to do when that does not come back. */
export function SignInPage({ signIn }: { signIn: SignIn }) {
  const { attempt, target } = signIn;
  const { close } = useSignIn();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const status = useQuery(queries.signIn(attempt.attempt_id));
  const state = status.data?.state ?? "waiting";
  const region = useRegion(target);
  const urls = useQuery({ ...queries.returnUrls(region ?? "NA"), enabled: region !== null }).data ?? [];
  const waited = useWaited(state === "waiting", status.data?.waited_seconds ?? 0);

  useEffect(() => {
    if (state !== "signed_in") return;
    for (const key of ["profiles", "instances", "status"]) void client.invalidateQueries({ queryKey: [key] });
    toast.show({ text: "Signed in. Your instances are being read." });
    close();
    void navigate({ to: target.kind === "existing" ? "/settings" : "/query" });
  }, [state, client, navigate, toast, close, target.kind]);

  const cancel = useMutation({
    mutationFn: () => api.cancelSignIn(attempt.attempt_id),
    onSettled: close,
  });

  return (
    <main className="first">
      <div className="w-[560px]">
        <div className="mb-5 flex items-center gap-3">
          <Mark size={28} />
          <span className="text-t14 font-strong">RecomAMP</span>
        </div>
        {state === "failed" || state === "cancelled" || status.isError ? (
          <Failed
            error={
              status.data?.error
                ? new AppError(status.data.error)
                : status.isError
                  ? asAppError(status.error)
                  : CANCELLED
            }
            target={target}
            urls={urls}
          />
        ) : (
          <>
            <h1>{state === "exchanging" ? "Finishing the sign-in" : titleOf(target)}</h1>
            <p className="mt-1 flex items-center gap-2 text-label" role="status">
              <Loader size={16} className="turning text-note" aria-hidden />
              {state === "exchanging"
                ? "Amazon said yes. The sign-in is being made and kept."
                : `Waiting for your browser, ${waited} s. Allow access there, then come back.`}
            </p>
            <section className="mt-6 grid gap-2" aria-label="Address of the sign-in page">
              <p className="label mb-0">
                {attempt.browser_opened
                  ? "No page opened? Take this address to any browser on this computer"
                  : "No browser could be opened. Take this address to a browser on this computer"}
              </p>
              <CopyField text={attempt.authorize_url} label="Copy the address" />
            </section>
            {state === "waiting" && waited >= PATIENCE && <PasteFallback attempt={attempt} urls={urls} />}
            <div className="mt-6 flex items-center gap-2">
              <Button size="l" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
                Cancel
              </Button>
              {state === "waiting" && <span className="hint">Nothing is kept until Amazon has said yes.</span>}
            </div>
          </>
        )}
      </div>
    </main>
  );
}

const CANCELLED = new AppError({
  code: "auth.cancelled",
  message: "The sign-in was cancelled.",
  next_step: "Nothing was kept. You can begin again at any time.",
  details: NO_DETAILS,
});

/** The region whose client signs in; null where no client has to be registered, as with the sandbox. */
function useRegion(target: SignInTarget): Region | null {
  const profiles = useQuery(queries.profiles()).data;
  if (target.kind === "new_amazon") return target.profile.region;
  if (target.kind === "sandbox_browser") return null;
  const profile = profiles?.find((entry) => entry.id === target.profile_id);
  return profile?.kind === "amazon" ? profile.region : null;
}

function titleOf(target: SignInTarget): string {
  if (target.kind === "sandbox_browser") return "Sign in to the sandbox";
  return "Sign in with Amazon";
}

/** Seconds waited, going on between two answers of the host. */
function useWaited(counting: boolean, known: number): number {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    if (!counting) return;
    const timer = window.setInterval(() => setTicks((n) => n + 1), 1000);
    return () => window.clearInterval(timer);
  }, [counting]);
  return Math.max(ticks, known);
}

function Failed({ error, target, urls }: { error: AppError; target: SignInTarget; urls: string[] }) {
  const { begin, close } = useSignIn();
  const navigate = useNavigate();
  const failure = failureOf(error.code);
  const again = useMutation({ mutationFn: () => begin(target) });
  const keychain = useMutation({ mutationFn: () => api.checkKeychain() });
  // The secret is not kept in the window, so a new profile goes back to its form.
  const viaForm = target.kind === "new_amazon";
  const remedies: readonly Remedy[] = failure.remedies;
  return (
    <>
      <h1>{failure.title}</h1>
      <div className="mt-4">
        <Problem error={error} />
      </div>
      {remedies.includes("urls") && urls.length > 0 && (
        <div className="mt-4">
          <ReturnUrls urls={urls} />
        </div>
      )}
      {keychain.data && keychain.data.state !== "ready" && (
        <p className="mt-3 text-label" role="status">
          {keychain.data.message}
        </p>
      )}
      {keychain.data?.state === "ready" && (
        <p className="mt-3 text-label" role="status">
          The keychain is ready now. Sign in again.
        </p>
      )}
      {again.isError && (
        <div className="mt-4">
          <Problem error={asAppError(again.error)} />
        </div>
      )}
      <div className="mt-6 flex items-center gap-2">
        {viaForm ? (
          <Button
            look="primary"
            size="l"
            onClick={() => {
              close();
              void navigate({ to: "/connect" });
            }}
          >
            {remedies.includes("form") ? "Correct id and secret" : "Sign in again"}
          </Button>
        ) : (
          <Button look="primary" size="l" disabled={again.isPending} onClick={() => again.mutate()}>
            Sign in again
          </Button>
        )}
        {remedies.includes("keychain") && (
          <Button size="l" disabled={keychain.isPending} onClick={() => keychain.mutate()}>
            Check the keychain
          </Button>
        )}
        <Button size="l" look="quiet" onClick={close}>
          Back
        </Button>
      </div>
    </>
  );
}
