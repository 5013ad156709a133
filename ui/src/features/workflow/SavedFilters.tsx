import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, ChevronDown, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import { useActions } from "@/app/actions";
import { Button } from "@/components/Button";
import { useToast } from "@/components/Toast";
import { api, asAppError, type SavedFilter } from "@/ipc";
import { queries } from "@/ipc/queries";
import { type Asked, askSaved, isNarrowed, toQuery } from "./asked";
import { NameDialog } from "./NameDialog";

type Named = Pick<SavedFilter, "id" | "name">;

function useSavedFilters() {
  const client = useQueryClient();
  const toast = useToast();
  const onSettled = () => void client.invalidateQueries(queries.savedFilters());
  const restore = useMutation({
    mutationFn: ({ id }: Named) => api.restoreSavedFilter(id),
    onSuccess: (_done, { name }) => toast.show({ text: `Filter ${name} back` }),
    onError: toast.fail,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Named) => api.deleteSavedFilter(id),
    onSuccess: (_done, one) =>
      toast.show({ text: `Filter ${one.name} deleted`, action: { word: "Undo", run: () => restore.mutate(one) } }),
    onError: toast.fail,
    onSettled,
  });
  /** What goes wrong is told where the name is asked for. */
  const save = useMutation({
    mutationFn: ({ name, asked }: { name: string; asked: Asked }) => api.saveFilter(name, toQuery(asked)),
    onSuccess: (_id, { name }) => toast.show({ text: `Filter ${name} saved` }),
    onSettled,
  });
  return { save, remove };
}

/** Filters that were kept under a name: one is chosen, deleted, or made of what is asked for now. */
export function SavedFilters({ asked }: { asked: Asked }) {
  const filters = useQuery(queries.savedFilters());
  const [naming, setNaming] = useState(false);
  const { save, remove } = useSavedFilters();
  const all = filters.data ?? [];
  const narrowed = isNarrowed(asked);
  useActions(all.map((one) => ({ word: `Filter workflows: ${one.name}`, run: () => askSaved(one) })));
  const twin = (name: string) => all.some((one) => one.name === name);
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <Button look="quiet" size="s" aria-label="Saved filters">
            <Bookmark size={14} aria-hidden />
            <span className="bar-word">Saved</span>
            <ChevronDown size={14} aria-hidden />
          </Button>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="floating menu menu-filters" align="end" sideOffset={4} collisionPadding={8}>
            {filters.isError && (
              <Menu.Label className="menu-label text-red">{asAppError(filters.error).message}</Menu.Label>
            )}
            {filters.isPending && <Menu.Label className="menu-label">Reading the filters</Menu.Label>}
            {filters.data?.length === 0 && (
              <Menu.Label className="menu-label">
                <span className="ml-0!">No filter is saved yet.</span>
              </Menu.Label>
            )}
            {all.map((one) => (
              <div key={one.id} role="none" className="flex">
                <Menu.Item className="menu-item min-w-0 flex-1" onSelect={() => askSaved(one)}>
                  <span className="cut" title={one.name}>
                    {one.name}
                  </span>
                </Menu.Item>
                <Menu.Item
                  className="menu-item flex-none text-label"
                  aria-label={`Delete the filter ${one.name}`}
                  title="Delete this filter"
                  onSelect={() => remove.mutate(one)}
                >
                  <Trash2 size={14} aria-hidden />
                </Menu.Item>
              </div>
            ))}
            <Menu.Separator className="menu-cut" />
            <Menu.Item className="menu-item" disabled={!narrowed} onSelect={() => setNaming(true)}>
              <Save size={14} aria-hidden />
              Save what is asked for now
            </Menu.Item>
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      <NameDialog
        open={naming}
        title="Save this filter?"
        about="The search, the conditions and the order are kept. The list always shows what they hold of at the time."
        first=""
        go="Save filter"
        hint={(name) => (twin(name) ? "The filter of that name is replaced." : null)}
        saving={save}
        onGo={(name) => save.mutate({ name, asked }, { onSuccess: () => setNaming(false) })}
        onClose={() => setNaming(false)}
      />
    </>
  );
}
