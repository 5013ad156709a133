import { Toggle } from "@/components/Toggle";
import type { Settings } from "@/ipc";
import { LoginToggle } from "./LoginToggle";
import { QuietHoursFields } from "./QuietHoursFields";
import { Section } from "./Section";
import { useSave } from "./save";

export function RunningSection({ settings, tray }: { settings: Settings; tray: boolean }) {
  const save = useSave();
  return (
    <Section title="Running" about="What goes on when the window is closed.">
      <Toggle
        id="tray"
        on={settings.keep_running_in_tray}
        onChange={(on) => save.mutate({ ...settings, keep_running_in_tray: on })}
        title="Keep running in the tray while runs are under way or schedules are on"
        about={
          tray
            ? "Runs go on at Amazon in any case; this keeps fetching their results."
            : "This desktop shows no tray. The window is minimised instead; runs go on at Amazon in any case."
        }
      />
      <LoginToggle />
      <Toggle
        id="notifications"
        on={settings.notifications}
        onChange={(on) => save.mutate({ ...settings, notifications: on })}
        title="Tell me when a run ends"
        about="One notification a run; many at once become one with a count."
      />
      {settings.notifications && <QuietHoursFields settings={settings} />}
    </Section>
  );
}
