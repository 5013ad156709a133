// What a newcomer finds after the first sign-in to the sandbox: a query that is one click away from its rows.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { queries } from "@/ipc/queries";
import { EXAMPLE } from "./example";
import { useNewTab } from "./tabs";

/** Opens the example on one instance that holds what it reads; does nothing where there are queries already. */
export function useFirstQuery(): () => Promise<void> {
  const client = useQueryClient();
  const newTab = useNewTab();
  return useCallback(async () => {
    if ((await client.ensureQueryData(queries.tabs())).length > 0) return;
    const instances = await client.fetchQuery({ ...queries.instances(), staleTime: 0 });
    const fit = instances.find(
      (instance) =>
        instance.instance_type === "STANDARD" && instance.creation_status === "COMPLETED" && instance.has_dsp,
    );
    await newTab({ ...EXAMPLE, instance_ids: fit ? [fit.id] : [] });
  }, [client, newTab]);
}
