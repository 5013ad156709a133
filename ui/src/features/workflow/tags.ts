import { useQuery } from "@tanstack/react-query";
import { queries } from "@/ipc/queries";

/** The tags that workflows have. */
export const useTags = (): string[] => (useQuery(queries.tags()).data ?? []).map(({ tag }) => tag);
