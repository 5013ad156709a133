// What a person does to brands and to the tags of instances, and how it is taken back.
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { NEW } from "@/components/drafts";
import { useToast } from "@/components/Toast";
import { api, type Brand, type Instance } from "@/ipc";
import { queries } from "@/ipc/queries";
import { begin, type Draft, dropDraft, getDraft, toSpec } from "./draft";

/** Workflows are filtered by brands and tags of instances. */
async function forgetBrands(client: QueryClient): Promise<void> {
  void client.invalidateQueries({ queryKey: ["workflows"] });
  await client.invalidateQueries(queries.brands());
}

/** Keeps a brand as it is written. What goes wrong is told in the form. */
export function useSave(key: string, onSaved: (id: string) => void) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (draft: Draft) => api.saveBrand(key === NEW ? null : key, toSpec(draft)),
    onSuccess: async (id, kept) => {
      await forgetBrands(client);
      const now = getDraft(key);
      dropDraft(key);
      // What was written while it was being kept is still to be saved.
      if (now && now !== kept) begin(id, now, kept);
      toast.show({ text: `${kept.name.trim()} saved` });
      onSaved(id);
    },
  });
}

/** Deletes a brand; what was written of it and not saved stays for when it comes back. */
export function useRemove() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const here = useParams({ strict: false }).id;
  const toast = useToast();
  const ended = { onError: toast.fail, onSettled: () => forgetBrands(client) };
  const restore = useMutation({
    mutationFn: ({ id }: Brand) => api.restoreBrand(id),
    onSuccess: (_done, { name }) => toast.show({ text: `${name} back` }),
    ...ended,
  });
  return useMutation({
    mutationFn: ({ id }: Brand) => api.deleteBrand(id),
    onSuccess: (_done, brand) => {
      client.setQueryData(queries.brands().queryKey, (all) => all?.filter(({ id }) => id !== brand.id));
      if (here === brand.id) void navigate({ to: "/brands", replace: true });
      toast.show({ text: `${brand.name} deleted`, action: { word: "Undo", run: () => restore.mutate(brand) } });
    },
    ...ended,
  });
}

const keepInstances = (client: QueryClient, all: Instance[]) => {
  client.setQueryData(queries.instances().queryKey, all);
};

/** Gives tags to instances and takes tags from them. */
export function useTagInstances() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, add, remove }: { ids: string[]; add: string[]; remove: string[] }) =>
      api.tagInstances(ids, add, remove),
    onSuccess: (all) => keepInstances(client, all),
    onSettled: () => client.invalidateQueries({ queryKey: ["workflows"] }),
  });
}

/** Asks Amazon which instances these profiles reach. */
export function useRefresh() {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (profiles: string[]) => Promise.all(profiles.map((id) => api.refreshInstances(id))),
    onSuccess: () => toast.show({ text: "Instances are as Amazon names them now" }),
    onError: toast.fail,
    onSettled: () => client.invalidateQueries(queries.instances()),
  });
}
