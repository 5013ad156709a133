// Whose tables the tree shows, and since when they are known.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleX, RefreshCw } from "lucide-react";
import { IconButton } from "@/components/Button";
import { formatWhen, plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { api, type DataSourceList } from "@/ipc";
import { queries } from "@/ipc/queries";

interface InstancesProps {
  instances: string[];
}

/** Asks the chosen instances for their tables at once. */
export function AskAgain({ instances }: InstancesProps) {
  const client = useQueryClient();
  const toast = useToast();
  const ask = useMutation({
    mutationFn: () => api.refreshDataSources(instances),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["catalog"] }),
    onError: toast.fail,
  });
  return (
    <IconButton
      label={ask.isPending ? "Asking Amazon for the tables" : "Ask Amazon for the tables again"}
      disabled={ask.isPending}
      onClick={() => ask.mutate()}
    >
      <RefreshCw size={14} aria-hidden />
    </IconButton>
  );
}

/** Says whose tables are shown, or what kept them from being asked for. */
export function WhoseTables({ instances }: InstancesProps) {
  const lists = useQuery({ ...queries.dataSources(instances), enabled: instances.length > 0 }).data;
  const all = useQuery(queries.instances()).data;
  const nameOf = (id: string) => all?.find((instance) => instance.id === id)?.name ?? "the instance";
  const failed = lists?.find((list) => list.error);
  if (failed?.error) {
    const others = (lists ?? []).filter((list) => list.error).length - 1;
    return (
      <p className="flex gap-1.5 px-3 text-t12 text-label" role="status">
        <CircleX size={14} className="mt-px flex-none text-red" aria-hidden />
        <span>
          {nameOf(failed.instance_id)}
          {others > 0 && ` and ${plural(others, "more", "more")}`} could not be asked for tables. {failed.error.message}{" "}
          {failed.error.next_step}
        </span>
      </p>
    );
  }
  const said = words(instances, lists, nameOf);
  return (
    <p className="cut px-3 text-t12 text-hint" title={said}>
      {said}
    </p>
  );
}

/** One line, whatever is known: the tree below must not move. */
function words(instances: string[], lists: DataSourceList[] | undefined, nameOf: (id: string) => string): string {
  const [first] = instances;
  if (first === undefined) return "All that Amazon documents";
  const read = (lists ?? []).flatMap((list) => list.read_at ?? []);
  const whose = instances.length === 1 ? nameOf(first) : plural(instances.length, "instance");
  if (lists && read.length === instances.length) return `${whose}, as of ${formatWhen(Math.min(...read))}`;
  if (read.length === 0) return lists ? `Asking ${whose}` : whose;
  return `${read.length} of ${whose}, the others are asked`;
}
