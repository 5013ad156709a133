import { useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { keychainWords } from "@/app/StatusBar";
import { Button } from "@/components/Button";
import { useToast } from "@/components/Toast";
import { api, type KeychainStatus } from "@/ipc";

/** Says what it means that the keychain cannot be used. Silent when it can. */
export function KeychainNote({ keychain, className = "" }: { keychain: KeychainStatus; className?: string }) {
  const client = useQueryClient();
  const toast = useToast();
  const check = useMutation({
    mutationFn: () => api.checkKeychain(),
    onSettled: () => client.invalidateQueries({ queryKey: ["status"] }),
    onError: toast.fail,
  });
  if (keychain.state === "ready" || keychain.state === "checking") return null;
  return (
    <div role="status" className={`note note-warn ${className}`}>
      <KeyRound size={16} aria-hidden />
      <div className="flex-1">
        <p className="font-medium">{keychain.message || keychainWords(keychain)}</p>
        {keychain.next_step && <p className="text-label">{keychain.next_step}</p>}
      </div>
      <Button size="s" disabled={check.isPending} onClick={() => check.mutate()}>
        Check again
      </Button>
    </div>
  );
}
