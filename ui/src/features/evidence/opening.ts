// Bundles of evidence: made of a run here, and opened where they came to.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { copyText } from "@/components/Copy";
import { useToast } from "@/components/Toast";
import { pictureOf } from "@/features/chart/picture";
import { useNewTab } from "@/features/query/tabs";
import { api, type EvidenceDetail, type EvidenceSummary, type ExecutionDetail } from "@/ipc";
import { queries } from "@/ipc/queries";

/** Saves the evidence of a run with a kept result; its chart goes along where the query has one. */
export function useSaveEvidence({ id, name, result }: ExecutionDetail) {
  const client = useQueryClient();
  const toast = useToast();
  const save = useMutation({
    mutationFn: async () => {
      if (result === null) return null;
      // Figures that cannot be drawn any more keep nobody from the evidence.
      const chart = await pictureOf(client, id, name, result).catch(() => undefined);
      const path = await api.saveEvidence(id, chart ?? null);
      return path === null ? null : { path, undrawn: chart === undefined };
    },
    onSuccess: (saved) => {
      if (!saved) return;
      const { path, undrawn } = saved;
      const what = undrawn ? "Evidence saved, without its chart, which could not be drawn" : "Evidence saved";
      toast.show({ text: `${what}: ${path}`, action: { word: "Copy path", run: () => void copyText(path) } });
    },
    onError: toast.fail,
  });
  return { can: result !== null && !save.isPending, run: () => save.mutate() };
}

/** Opens a bundle that the person chooses and goes to it; does nothing where none is chosen. */
export function useOpenEvidence(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    const id = await api.openEvidence();
    if (id === null) return;
    await client.invalidateQueries({ queryKey: queries.evidence().queryKey, exact: true });
    await navigate({ to: "/executions/evidence/$id", params: { id } });
  };
}

/** Takes evidence away from here, with a way back. */
export function useDeleteEvidence() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const list = queries.evidence().queryKey;
  // What one piece says never changes: only the list is asked for again.
  const onSettled = () => void client.invalidateQueries({ queryKey: list, exact: true });
  const restore = useMutation({
    mutationFn: ({ id }: EvidenceSummary) => api.restoreEvidence(id),
    onSuccess: (_done, { id, name }) => {
      toast.show({ text: `Evidence of ${name} is back` });
      void navigate({ to: "/executions/evidence/$id", params: { id } });
    },
    onError: toast.fail,
    onSettled,
  });
  return useMutation({
    mutationFn: ({ id }: EvidenceSummary) => api.deleteEvidence(id),
    onSuccess: (_done, one) => {
      client.setQueryData(list, (all) => all?.filter(({ id }) => id !== one.id));
      const text = `Evidence of ${one.name} deleted here; its file stays where it is`;
      toast.show({ text, action: { word: "Undo", run: () => restore.mutate(one) } });
      void navigate({ to: "/executions/evidence" });
    },
    onError: toast.fail,
    onSettled,
  });
}

/** Opens the query of a piece of evidence with its values, and on its instance where that is known here. */
export function useOpenInQuery(): (evidence: EvidenceDetail) => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const newTab = useNewTab();
  const toast = useToast();
  const open = async ({ name, sql, parameter_values, amazon_instance_id, window_words }: EvidenceDetail) => {
    const instances = await client.ensureQueryData(queries.instances());
    const here = instances.find(({ instance_id }) => instance_id === amazon_instance_id);
    await newTab({ title: name, sql, parameter_values, instance_ids: here ? [here.id] : [] });
    await navigate({ to: "/query" });
    const lack = here ? "dates" : "instance and dates";
    toast.show({ text: `Choose its ${lack} under Configure: it ran over ${window_words}` });
  };
  return (evidence) => void open(evidence).catch(toast.fail);
}
