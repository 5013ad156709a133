import * as Menu from "@radix-ui/react-dropdown-menu";
import { CopyPlus, Ellipsis, LayoutTemplate } from "lucide-react";
import { useState } from "react";
import { useActions } from "@/app/actions";
import { IconButton } from "@/components/Button";
import type { ScheduleDetail } from "@/ipc";
import { useBeginSchedule } from "./form/begin";
import { copyOf } from "./form/draft";
import { SaveTemplate } from "./SaveTemplate";

/** What is done with a schedule now and then: it becomes another one, or a template. */
export function ScheduleMenu({ schedule }: { schedule: ScheduleDetail }) {
  const begin = useBeginSchedule();
  const [saving, setSaving] = useState(false);
  const duplicate = () => begin(copyOf(schedule));
  useActions([
    { word: "Duplicate the schedule", run: duplicate },
    { word: "Save the schedule as a template", run: () => setSaving(true) },
  ]);
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <IconButton label="More">
            <Ellipsis size={14} aria-hidden />
          </IconButton>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
            <Menu.Item className="menu-item" onSelect={duplicate}>
              <CopyPlus size={14} aria-hidden />
              Duplicate
            </Menu.Item>
            <Menu.Item className="menu-item" onSelect={() => setSaving(true)}>
              <LayoutTemplate size={14} aria-hidden />
              Save as template
            </Menu.Item>
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      <SaveTemplate schedule={schedule} open={saving} onClose={() => setSaving(false)} />
    </>
  );
}
