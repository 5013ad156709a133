// Notices that are taken for read or unread, and how it is taken back.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { api } from "@/ipc";
import { queries } from "@/ipc/queries";

export function useReading() {
  const client = useQueryClient();
  const toast = useToast();
  const { queryKey } = queries.notices();
  /** Shows at once what the host is being told. */
  const show = async (read: boolean, ids: readonly string[] | null) => {
    await client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, (all) =>
      all?.map((one) => (ids === null || ids.includes(one.id) ? { ...one, read } : one)),
    );
  };
  const onSettled = () => {
    void client.invalidateQueries({ queryKey });
    void client.invalidateQueries(queries.status());
  };
  const usual = { onError: toast.fail, onSettled };
  const read = useMutation({
    mutationFn: (ids: string[]) => api.markNoticesRead(ids),
    onMutate: (ids) => show(true, ids),
    ...usual,
  });
  const unread = useMutation({
    mutationFn: (ids: string[]) => api.markNoticesUnread(ids),
    onMutate: (ids) => show(false, ids),
    ...usual,
  });
  const all = useMutation({
    mutationFn: () => api.markNoticesRead(null),
    onMutate: () => show(true, null),
    onSuccess: (ids) => {
      if (ids.length === 0) return;
      toast.show({
        text: `${plural(ids.length, "notice")} marked read`,
        action: { word: "Undo", run: () => unread.mutate(ids) },
      });
    },
    ...usual,
  });
  return { read, unread, all };
}
