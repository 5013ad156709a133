// Rows that are no run's result: the host works them out for what is shown, and forgets them when nothing shows them any more.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "@/ipc";
import { forgetFilters } from "./use_filters";

/** Where the host does not answer, they go when the application ends. */
export function forgetRows(id: string): void {
  forgetFilters(id);
  void api.forgetRows(id).catch(() => undefined);
}

const keyOf = (what: string) => ["worked-out", what];

/** The answer of `make`, which is given an id of its own for the rows; what is asked is told apart by `what`. */
export function useWorkedOut<T extends { id: string }>(what: string, make: (id: string) => Promise<T>) {
  const client = useQueryClient();
  const answer = useQuery({
    queryKey: keyOf(what),
    queryFn: () => make(crypto.randomUUID()),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    const left = async () => {
      const query = client.getQueryCache().find<T>({ queryKey: keyOf(what) });
      // It may be shown again at once, in another place.
      if (!query || query.getObserversCount() > 0) return;
      const { promise, state } = query;
      client.removeQueries({ queryKey: keyOf(what), exact: true });
      // What is still under way is forgotten when it has come.
      const made = state.data ?? (await promise?.catch(() => undefined));
      if (!made) return;
      client.removeQueries({ queryKey: ["page", made.id] });
      forgetRows(made.id);
    };
    return () => void window.setTimeout(() => void left());
  }, [client, what]);
  return answer;
}
