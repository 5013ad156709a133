import * as Dialog from "@radix-ui/react-dialog";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/Button";
import { useFocusBack } from "@/components/focus_back";
import { Problem } from "@/components/Problem";
import { asAppError, type ScheduleDetail } from "@/ipc";
import { TextField } from "./form/fields";
import { useTemplates } from "./templates";

interface SaveTemplateProps {
  schedule: ScheduleDetail;
  open: boolean;
  onClose: () => void;
}

/** Asks for the name under which a schedule becomes a template. */
export function SaveTemplate({ schedule, open, onClose }: SaveTemplateProps) {
  const focus = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" onOpenAutoFocus={focus.opened} onCloseAutoFocus={focus.closed}>
          <Naming schedule={schedule} onClose={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Naming({ schedule, onClose }: Omit<SaveTemplateProps, "open">) {
  const [name, setName] = useState(schedule.name);
  const { save } = useTemplates();
  const given = name.trim();
  const fault = [...given].length > 200 ? "200 characters at most" : undefined;
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (given && !fault) save.mutate({ name: given, spec: schedule.spec }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={go}>
      <Dialog.Title asChild>
        <h2>Save as a template?</h2>
      </Dialog.Title>
      <Dialog.Description className="dialog-text">
        It keeps when the schedule runs, its dates and what follows a run. The query, its parameters and the instances
        are left out.
      </Dialog.Description>
      <div className="px-4 pt-3">
        <TextField
          label="Name"
          value={name}
          fault={fault}
          onChange={setName}
          onFocus={(event) => event.target.select()}
        />
      </div>
      {save.isError && (
        <div className="px-4 pt-3">
          <Problem error={asAppError(save.error)} />
        </div>
      )}
      <div className="dialog-foot">
        <Button size="l" onClick={onClose}>
          Cancel
        </Button>
        <Button size="l" look="primary" type="submit" disabled={!given || fault !== undefined || save.isPending}>
          Save template
        </Button>
      </div>
    </form>
  );
}
