import * as Menu from "@radix-ui/react-dropdown-menu";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Trash2 } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/Button";
import { localZone } from "@/components/format";
import { asAppError, type ScheduleTemplate } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useTemplates } from "../templates";

interface TemplatesProps {
  onChoose: (template: ScheduleTemplate) => void;
  /** Takes the focus after a template was chosen. */
  onChosen: () => void;
}

/** Templates by name, those that come with the app first. One's own can be deleted here. */
export function Templates({ onChoose, onChosen }: TemplatesProps) {
  const templates = useQuery(queries.templates(localZone()));
  const chosen = useRef(false);
  const { remove } = useTemplates();
  const all = templates.data ?? [];
  const own = all.filter((one) => !one.built_in);
  const choose = (template: ScheduleTemplate) => {
    chosen.current = true;
    onChoose(template);
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button size="s" className="mt-px">
          From a template
          <ChevronDown size={14} aria-hidden />
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          className="floating menu menu-templates"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (!chosen.current) return;
            chosen.current = false;
            event.preventDefault();
            onChosen();
          }}
        >
          {templates.isError && (
            <Menu.Label className="menu-label text-red">{asAppError(templates.error).message}</Menu.Label>
          )}
          {templates.isPending && <Menu.Label className="menu-label">Reading the templates</Menu.Label>}
          {all
            .filter((one) => one.built_in)
            .map((one) => (
              <Menu.Item key={one.id} className="menu-item menu-item-two" onSelect={() => choose(one)}>
                <Words of={one} />
              </Menu.Item>
            ))}
          {templates.data && (
            <>
              <Menu.Separator className="menu-cut" />
              <Menu.Label className="menu-label">
                {own.length > 0 ? "Your own" : "A schedule's menu saves it as a template of your own."}
              </Menu.Label>
            </>
          )}
          {own.map((one) => (
            <div key={one.id} role="none" className="flex">
              <Menu.Item className="menu-item menu-item-two min-w-0 flex-1" onSelect={() => choose(one)}>
                <Words of={one} />
              </Menu.Item>
              <Menu.Item
                className="menu-item menu-item-two flex-none text-label"
                aria-label={`Delete the template ${one.name}`}
                title="Delete this template"
                onSelect={() => remove.mutate(one)}
              >
                <Trash2 size={14} aria-hidden />
              </Menu.Item>
            </div>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Words({ of }: { of: ScheduleTemplate }) {
  return (
    <span className="min-w-0">
      <span className="cut block leading-[18px]" title={of.name}>
        {of.name}
      </span>
      <span className="cut block text-t12 text-hint" title={of.words}>
        {of.words}
      </span>
    </span>
  );
}
