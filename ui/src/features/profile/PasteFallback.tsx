import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/Button";
import { Problem } from "@/components/Problem";
import { api, asAppError, type SignInAttempt } from "@/ipc";
import { queries } from "@/ipc/queries";
import { ReturnUrls } from "./ConnectForm";

/** For the two ways a browser does not come back: it landed on a page that cannot be shown, or Amazon refused the URL. */
export function PasteFallback({ attempt, urls }: { attempt: SignInAttempt; urls: string[] }) {
  const client = useQueryClient();
  const [address, setAddress] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const finish = useMutation({
    mutationFn: () => api.finishSignIn(attempt.attempt_id, address.trim()),
    onSuccess: (status) => client.setQueryData(queries.signIn(attempt.attempt_id).queryKey, status),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = address.trim().startsWith(attempt.return_url)
      ? null
      : `Paste the whole address. It begins with ${attempt.return_url}`;
    setFault(wrong);
    if (!wrong) finish.mutate();
  };
  return (
    <section className="mt-6 grid gap-4 border-t border-line pt-4" aria-label="If the browser does not come back">
      <form onSubmit={submit} noValidate>
        <label className="label" htmlFor="landed">
          Allowed it, but the page cannot be reached? Paste the address your browser landed on
        </label>
        <div className="flex gap-2">
          <input
            id="landed"
            className="field mono"
            placeholder={`${attempt.return_url}?code=`}
            autoComplete="off"
            spellCheck={false}
            value={address}
            aria-invalid={fault !== null}
            onChange={(event) => setAddress(event.target.value)}
          />
          <Button type="submit" disabled={finish.isPending || address.trim() === ""}>
            Finish
          </Button>
        </div>
        {fault && (
          <p className="wrong" role="alert">
            {fault}
          </p>
        )}
      </form>
      {finish.isError && <Problem error={asAppError(finish.error)} />}
      {urls.length > 0 && (
        <div>
          <p className="mb-2 text-label">
            Amazon shows an error about the redirect or return URL? Then the client does not know our address. Add these
            in its security profile, save, wait a minute, and sign in again.
          </p>
          <ReturnUrls urls={urls} />
        </div>
      )}
    </section>
  );
}
