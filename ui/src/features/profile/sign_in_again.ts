import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSignIn } from "@/app/signin";
import { useToast } from "@/components/Toast";
import { api, type Profile } from "@/ipc";

/** Signs a profile in that was signed in before. The sandbox's own sign-in needs no browser. */
export function useSignInAgain(profile: Profile) {
  const client = useQueryClient();
  const toast = useToast();
  const signIn = useSignIn();
  return useMutation({
    mutationFn: async () => {
      if (profile.kind === "sandbox") await api.exploreSandbox();
      else await signIn.begin({ kind: "existing", profile_id: profile.id });
    },
    onError: toast.fail,
    onSettled: () => {
      for (const key of ["profiles", "instances", "status"]) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}
