// Templates of a person's own: how they are kept and deleted, and how each is taken back.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "@/components/Toast";
import { api, type ScheduleSpec, type ScheduleTemplate } from "@/ipc";

type Named = Pick<ScheduleTemplate, "id" | "name">;

export function useTemplates() {
  const client = useQueryClient();
  const toast = useToast();
  const onSettled = () => void client.invalidateQueries({ queryKey: ["schedules", "templates"] });
  const restore = useMutation({
    mutationFn: ({ id }: Named) => api.restoreTemplate(id),
    onSuccess: (_done, { name }) => toast.show({ text: `Template ${name} back` }),
    onError: toast.fail,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Named) => api.deleteTemplate(id),
    onSuccess: (_done, one) =>
      toast.show({
        text: `Template ${one.name} deleted`,
        action: { word: "Undo", run: () => restore.mutate(one) },
      }),
    onError: toast.fail,
    onSettled,
  });
  /** What goes wrong is told where the name is asked for. */
  const save = useMutation({
    mutationFn: ({ name, spec }: { name: string; spec: ScheduleSpec }) => api.saveTemplate(name, spec),
    onSuccess: (id, { name }) =>
      toast.show({
        text: `Template ${name} saved`,
        action: { word: "Undo", run: () => remove.mutate({ id, name }) },
      }),
    onSettled,
  });
  return { save, remove };
}
