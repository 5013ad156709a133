// What a newcomer finds after the first sign-in to the sandbox: a query that is one click away from its rows.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Instance } from "@/ipc";
import { queries } from "@/ipc/queries";
import { EXAMPLE } from "./example";
import { useNewTab } from "./tabs";

/** The brand that the first-run page names first: what a newcomer has read of already. */
export const FIRST_BRAND = "Kestrel Outdoor";

/** The instance a newcomer's query runs on: that brand's in its largest market, else any that holds what the example reads. */
export function firstInstance(instances: readonly Instance[]): Instance | null {
  const fit = instances.filter(
    (entry) => entry.instance_type === "STANDARD" && entry.creation_status === "COMPLETED" && entry.has_dsp,
  );
  const known = fit.filter((entry) => entry.name.startsWith(FIRST_BRAND));
  return known.find((entry) => entry.marketplace === "US") ?? known[0] ?? fit[0] ?? null;
}

/** Opens the example on one instance that holds what it reads; does nothing where there are queries already. */
export function useFirstQuery(): () => Promise<void> {
  const client = useQueryClient();
  const newTab = useNewTab();
  return useCallback(async () => {
    if ((await client.ensureQueryData(queries.tabs())).length > 0) return;
    const instances = await client.fetchQuery({ ...queries.instances(), staleTime: 0 });
    const fit = firstInstance(instances);
    await newTab({ ...EXAMPLE, instance_ids: fit ? [fit.id] : [] });
  }, [client, newTab]);
}
