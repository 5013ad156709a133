import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleX, KeyRound, LogIn, TriangleAlert } from "lucide-react";
import { keychainWords, serviceWords } from "@/app/StatusBar";
import { useSignIn } from "@/app/signin";
import { Button } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { useToast } from "@/components/Toast";
import { api, type KeychainStatus, type SandboxStatus, type ServiceHealth } from "@/ipc";
import { Section } from "./Section";

export function KeychainSection({ keychain }: { keychain: KeychainStatus }) {
  const client = useQueryClient();
  const toast = useToast();
  const check = useMutation({
    mutationFn: () => api.checkKeychain(),
    onError: toast.fail,
    onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
  });
  const ready = keychain.state === "ready";
  const Icon = ready ? CircleCheck : KeyRound;
  return (
    <Section title="Keychain" about="Client secrets and sign-ins are kept by the system, never in our files.">
      <div className="flex items-start gap-2">
        <Icon size={16} className={`mt-0.5 ${ready ? "text-good" : "text-amber"}`} aria-hidden />
        <div className="flex-1" role="status">
          <p>{keychainWords(keychain)}</p>
          {keychain.message && keychain.message !== keychainWords(keychain) && (
            <p className="hint">{keychain.message}</p>
          )}
          {keychain.next_step && <p className="hint">{keychain.next_step}</p>}
          {keychain.store === "memory" && !keychain.next_step && (
            <p className="hint">Sign-ins are kept in memory and end when you quit.</p>
          )}
        </div>
        <Button size="s" disabled={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? "Checking" : "Check now"}
        </Button>
      </div>
    </Section>
  );
}

const SANDBOX_WORDS: Record<SandboxStatus["state"], string> = {
  off: "Off. It starts with the first thing that needs it.",
  starting: "Starting",
  on: "On",
  failed: "It could not start",
};

export function SandboxSection({ sandbox }: { sandbox: SandboxStatus }) {
  const signIn = useSignIn();
  const toast = useToast();
  const browser = useMutation({ mutationFn: () => signIn.begin({ kind: "sandbox_browser" }), onError: toast.fail });
  return (
    <Section title="Sandbox" about="An Amazon of our own on this computer, with invented brands.">
      <div className="flex items-start gap-2">
        {sandbox.state === "failed" ? (
          <CircleX size={16} className="mt-0.5 text-red" aria-hidden />
        ) : (
          <span className="sandbox-badge mt-0.5">Sandbox</span>
        )}
        <div className="min-w-0 flex-1" role="status">
          <p>{SANDBOX_WORDS[sandbox.state]}</p>
          {sandbox.message && <p className="hint">{sandbox.message}</p>}
          {sandbox.api_url && (
            <p className="flex items-center gap-1">
              <span className="mono cut text-hint">{sandbox.api_url}</span>
              <CopyButton text={sandbox.api_url} label="Copy the sandbox's address" iconOnly />
            </p>
          )}
        </div>
        <Button size="s" disabled={browser.isPending} onClick={() => browser.mutate()}>
          <LogIn size={14} aria-hidden />
          Sign in to the sandbox in the browser
        </Button>
      </div>
    </Section>
  );
}

const ICONS = { running: CircleCheck, restarting: TriangleAlert, degraded: TriangleAlert, stopped: CircleX };
const TONES = { running: "text-good", restarting: "text-amber", degraded: "text-amber", stopped: "text-red" };

export function ServicesSection({ services }: { services: ServiceHealth[] }) {
  return (
    <Section title="Services" about="What works in the background while the window is open or in the tray.">
      <ul className="grid gap-1">
        {services.map((service) => {
          const Icon = ICONS[service.state];
          return (
            <li key={service.name} className="flex items-start gap-2">
              <Icon size={16} className={`mt-0.5 ${TONES[service.state]}`} aria-hidden />
              <div>
                <p>{serviceWords(service)}</p>
                {service.message && <p className="hint">{service.message}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
