import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/Toast";
import { Toggle } from "@/components/Toggle";
import { api, asAppError } from "@/ipc";
import { queries } from "@/ipc/queries";

const ABOUT = "When you sign in to this computer. Schedules then run without a window.";

/** Whether the system starts the application. It is the system's state that is shown, not what was chosen here. */
export function LoginToggle() {
  const client = useQueryClient();
  const toast = useToast();
  const state = useQuery(queries.startsAtLogin());
  const change = useMutation({
    mutationFn: (on: boolean) => api.startAtLogin(on),
    onSuccess: (on) => client.setQueryData(queries.startsAtLogin().queryKey, on),
    onError: toast.fail,
    onSettled: () => client.invalidateQueries({ queryKey: queries.startsAtLogin().queryKey }),
  });
  return (
    <Toggle
      id="login"
      on={(change.isPending ? change.variables : state.data) ?? false}
      onChange={(on) => change.mutate(on)}
      title="Start RecomAMP when I sign in, in the tray"
      about={state.error ? asAppError(state.error).message : ABOUT}
      disabled={state.data === undefined}
    />
  );
}
