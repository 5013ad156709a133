import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { Button } from "@/components/Button";
import { useLate } from "@/components/Loading";
import { Mark } from "@/components/Mark";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { FIRST_BRAND, useFirstQuery } from "@/features/query/first_query";
import { api, asAppError } from "@/ipc";
import { queries } from "@/ipc/queries";
import { ConnectForm } from "./ConnectForm";
import { KeychainNote } from "./KeychainNote";

const OFFERS = [
  "No account and no network needed",
  "60 demo instances, 13 months of synthetic events",
  "Queries really run, with waiting and limits as at Amazon",
  "The same sign-in, runs and results as with Amazon",
];

const BRANDS = [
  [FIRST_BRAND, "US, CA, UK", "DSP and sponsored ads"],
  ["Ferro Cookware", "US, DE", "DSP and sponsored ads"],
  ["Tidewell", "US", "with paid tables"],
  ["Bramble Pet", "US", "sponsored ads only"],
] as const;

/** The first choice: the sandbox, or Amazon. `again` is true where there is a profile already. */
export function FirstRun({ again }: { again: boolean }) {
  const navigate = useNavigate();
  const status = useQuery(queries.status()).data;
  return (
    <main className="first">
      <div className="first-page">
        <div className="mb-5 flex items-center gap-3">
          <Mark size={28} />
          <span className="text-t14 font-strong">RecomAMP</span>
        </div>
        <h1>{again ? "Add a profile" : "How do you want to begin?"}</h1>
        <p className="text-label">
          You can do both, and change later. Everything stays on this computer; there is no RecomAMP server.
        </p>
        {status && <KeychainNote keychain={status.keychain} className="mt-4" />}
        <div className="ways">
          <Sandbox again={again} />
          <section className="way" aria-label="Connect Amazon">
            <ConnectForm />
          </section>
        </div>
        {again && (
          <Button look="link" className="mt-4" onClick={() => void navigate({ to: "/settings" })}>
            Back to Settings
          </Button>
        )}
      </div>
    </main>
  );
}

function Sandbox({ again }: { again: boolean }) {
  const navigate = useNavigate();
  const firstQuery = useFirstQuery();
  const toast = useToast();
  const explore = useMutation({
    mutationFn: () => api.exploreSandbox(),
    onMutate: () => {
      // The place first: once the host names the profile, this page is gone.
      if (!again) void navigate({ to: "/query" });
    },
    onSuccess: async (_profile, _none, _context, { client }) => {
      await firstQuery().catch(toast.fail);
      for (const key of ["instances", "status", "profiles"]) void client.invalidateQueries({ queryKey: [key] });
      if (again) await navigate({ to: "/query" });
    },
  });
  const busy = explore.isPending || explore.isSuccess;
  const late = useLate(busy);
  return (
    <section className="way" aria-label="Explore the sandbox">
      <div>
        <h2>Explore the sandbox</h2>
        <p className="text-label">An Amazon of our own, inside the app, with invented brands.</p>
      </div>
      <ul>
        {OFFERS.map((offer) => (
          <li key={offer} className="flex gap-2 py-0.5 text-label">
            <Check size={14} className="mt-[3px] text-hint" aria-hidden />
            {offer}
          </li>
        ))}
      </ul>
      <table className="rows rows-plain" aria-label="Some of the brands">
        <colgroup>
          <col style={{ width: 136 }} />
          <col style={{ width: 104 }} />
          <col />
        </colgroup>
        <tbody>
          {BRANDS.map(([brand, places, what]) => (
            <tr key={brand}>
              <td>{brand}</td>
              <td className="text-label">{places}</td>
              <td className="text-label">{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {explore.isError && <Problem error={asAppError(explore.error)} />}
      <div className="flex-1" />
      <div className="flex items-center gap-2">
        <Button look="primary" size="l" disabled={busy} onClick={() => explore.mutate()}>
          Explore the sandbox
        </Button>
        <span className="hint" aria-live="polite">
          {late ? "making the synthetic events and signing in" : "ready in about 4 seconds"}
        </span>
      </div>
    </section>
  );
}
