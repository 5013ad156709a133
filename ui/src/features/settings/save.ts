import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/Toast";
import { api, type Settings } from "@/ipc";
import { queries } from "@/ipc/queries";

/** Saves the settings at once; a setting that cannot be saved goes back to what it was. */
export function useSave() {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (settings: Settings) => api.updateSettings(settings),
    onMutate: (next) => {
      const before = client.getQueryData(queries.settings().queryKey);
      client.setQueryData(queries.settings().queryKey, next);
      return before;
    },
    onSuccess: (kept) => {
      client.setQueryData(queries.settings().queryKey, kept);
      void client.invalidateQueries({ queryKey: ["settings", "return-urls"] });
    },
    onError: (thrown, _next, before) => {
      if (before) client.setQueryData(queries.settings().queryKey, before);
      toast.fail(thrown);
    },
  });
}
