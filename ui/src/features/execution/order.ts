import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/Toast";
import { api } from "@/ipc";
import { queries } from "@/ipc/queries";
import { inOrderOf } from "./queue";

interface Order {
  ids: string[];
  /** The order before, for taking it back; none when this takes back another. */
  before: string[] | null;
  /** What was done, in words. */
  told: string;
}

const KEY = ["queue-order"];

/** Puts the queue into another order: at once on the screen, and with a way back. */
export function useOrder() {
  const client = useQueryClient();
  const toast = useToast();
  const { queryKey } = queries.queue();
  const order = useMutation({
    mutationKey: KEY,
    // Each order builds on the one before it.
    scope: { id: "queue-order" },
    mutationFn: ({ ids }: Order) => api.orderQueue(ids),
    onMutate: async ({ ids }) => {
      await client.cancelQueries({ queryKey, exact: true });
      client.setQueryData(queryKey, (runs) => runs && inOrderOf(runs, ids));
    },
    onSuccess: (_done, { before, told }) =>
      toast.show({
        text: told,
        ...(before && {
          action: {
            word: "Undo",
            run: () => order.mutate({ ids: before, before: null, told: "The queue is in its order of before" }),
          },
        }),
      }),
    onError: toast.fail,
    onSettled: () => {
      // While another order is on its way, the host's answer would be that of before.
      if (client.isMutating({ mutationKey: KEY }) === 1) void client.invalidateQueries({ queryKey, exact: true });
    },
  });
  return order.mutate;
}
