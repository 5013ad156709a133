import { useMutation, useQuery } from "@tanstack/react-query";
import { ExternalLink, Eye, EyeOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useSignIn } from "@/app/signin";
import { Button } from "@/components/Button";
import { CopyField } from "@/components/Copy";
import { Problem } from "@/components/Problem";
import { Segments } from "@/components/Segments";
import { useToast } from "@/components/Toast";
import { api, asAppError, type Region } from "@/ipc";
import { queries } from "@/ipc/queries";

export const REGIONS = [
  { value: "NA", word: "North America" },
  { value: "EU", word: "Europe" },
  { value: "FE", word: "Far East" },
] as const satisfies readonly { value: Region; word: string }[];

/** What is wrong with a client id, in words; null when nothing is. */
export function clientIdFault(id: string): string | null {
  if (id === "") return "Needed: the security profile shows it.";
  if (/\s/.test(id)) return "A client id has no spaces.";
  if (id.startsWith("amzn1.oa2-cs."))
    return "This is the client secret. The id begins with amzn1.application-oa2-client.";
  if (!id.startsWith("amzn1.application-oa2-client.")) return "Begins with amzn1.application-oa2-client.";
  return null;
}

export function secretFault(secret: string): string | null {
  if (secret === "") return "Needed: the security profile shows it under Show secret.";
  if (/\s/.test(secret)) return "A client secret has no spaces.";
  return null;
}

export function ConnectForm() {
  const signIn = useSignIn();
  const toast = useToast();
  const [region, setRegion] = useState<Region>("NA");
  const [clientId, setClientId] = useState("");
  const [secret, setSecret] = useState("");
  const [shown, setShown] = useState(false);
  const [tried, setTried] = useState(false);
  const urls = useQuery(queries.returnUrls(region));
  const keychain = useQuery(queries.status()).data?.keychain;
  const begin = useMutation({
    mutationFn: () => {
      const name = REGIONS.find((entry) => entry.value === region)?.word ?? region;
      const profile = { name: `Amazon ${name}`, region, client_id: clientId.trim(), client_secret: secret.trim() };
      return signIn.begin({ kind: "new_amazon", profile });
    },
    onSuccess: () => setSecret(""),
  });
  const idFault = tried ? clientIdFault(clientId.trim()) : null;
  const keyFault = tried ? secretFault(secret.trim()) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (clientIdFault(clientId.trim()) === null && secretFault(secret.trim()) === null) begin.mutate();
  };
  const inMemory = keychain && keychain.store === "memory";
  return (
    <form className="flex flex-1 flex-col gap-4" onSubmit={submit} noValidate>
      <div>
        <h2>Connect Amazon</h2>
        <p className="text-label">
          Needs a Login with Amazon client that Amazon has approved for the Ads API.{" "}
          <Button look="link" onClick={() => void api.openExternal("ads_api_onboarding").catch(toast.fail)}>
            How to get one
          </Button>
        </p>
      </div>
      <div className="grid gap-3">
        <div>
          <div className="label">Region</div>
          <Segments label="Region" value={region} options={REGIONS} onChange={setRegion} wide />
        </div>
        <div>
          <label className="label" htmlFor="client-id">
            Client id
          </label>
          <input
            id="client-id"
            className="field mono"
            placeholder="amzn1.application-oa2-client."
            autoComplete="off"
            spellCheck={false}
            value={clientId}
            aria-invalid={idFault !== null}
            aria-describedby={idFault ? "client-id-fault" : undefined}
            onChange={(event) => setClientId(event.target.value)}
          />
          {idFault && (
            <p id="client-id-fault" className="wrong">
              {idFault}
            </p>
          )}
        </div>
        <div>
          <div className="label">
            <label htmlFor="client-secret">Client secret</label>
            <span className="text-hint">{inMemory ? "kept until you quit" : "kept in the system keychain"}</span>
          </div>
          <div className="field">
            <input
              id="client-secret"
              className="mono"
              type={shown ? "text" : "password"}
              autoComplete="off"
              spellCheck={false}
              value={secret}
              aria-invalid={keyFault !== null}
              aria-describedby={keyFault ? "client-secret-fault" : undefined}
              onChange={(event) => setSecret(event.target.value)}
            />
            <button
              type="button"
              className="-mr-1 grid size-5 place-items-center text-hint"
              aria-label={shown ? "Hide the secret" : "Show the secret"}
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              {shown ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
            </button>
          </div>
          {keyFault && (
            <p id="client-secret-fault" className="wrong">
              {keyFault}
            </p>
          )}
        </div>
        <ReturnUrls urls={urls.data} />
      </div>
      {begin.isError && <Problem error={asAppError(begin.error)} />}
      <div className="flex-1" />
      <div className="flex items-center gap-2">
        <Button type="submit" size="l" disabled={begin.isPending}>
          Sign in with Amazon
          <ExternalLink size={14} aria-hidden />
        </Button>
        <span className="hint">opens your browser</span>
      </div>
    </form>
  );
}

/** All three are needed: which one a sign-in uses depends on the ports that are free at that moment. */
export function ReturnUrls({ urls }: { urls: string[] | undefined }) {
  return (
    <div>
      <div className="label">Add all three to the client's Allowed Return URLs, exactly so</div>
      <UrlFields urls={urls} />
    </div>
  );
}

/** The addresses, each to be copied; their places are kept until they are known. */
export function UrlFields({ urls }: { urls: string[] | undefined }) {
  return (
    <div className="grid gap-1">
      {(urls ?? ["", "", ""]).map((url, i) =>
        url ? (
          <CopyField key={url} text={url} label={`Copy ${url}`} />
        ) : (
          // Three places, always the same.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={i} className="field field-still">
            <span className="skeleton w-1/2" />
          </div>
        ),
      )}
    </div>
  );
}
