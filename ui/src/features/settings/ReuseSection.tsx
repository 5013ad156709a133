import { Segments } from "@/components/Segments";
import type { Settings } from "@/ipc";
import { NumberField } from "./NumberField";
import { Section } from "./Section";
import { useSave } from "./save";

const FIRST_HOURS = 24;
const MOST_HOURS = 720;

/** Whether a kept result answers a query that is run once more. */
export function ReuseSection({ settings }: { settings: Settings }) {
  const save = useSave();
  const hours = settings.reuse_results_hours;
  const set = (reuse_results_hours: number | null) => save.mutate({ ...settings, reuse_results_hours });
  return (
    <Section
      title="Running the same again"
      about="The same text, values, dates and instance. Concerns what you run; schedules always run."
    >
      <div className="flex items-center gap-3">
        <span className="text-label">Use kept results</span>
        <Segments
          label="Use kept results"
          size="s"
          value={hours === null ? "never" : "within"}
          options={[
            { value: "never", word: "Never" },
            { value: "within", word: "For some hours" },
          ]}
          onChange={(how) => set(how === "never" ? null : (hours ?? FIRST_HOURS))}
        />
      </div>
      {hours === null ? (
        <p className="hint">Each run asks Amazon.</p>
      ) : (
        <>
          <div className="w-44">
            <NumberField title="Hours since its run" value={hours} low={1} high={MOST_HOURS} onKeep={set} />
          </div>
          <p className="hint">
            Only instances without such a result are run; the others show theirs. Sales of young dates may have grown
            since. The arrow beside the run button runs all anew.
          </p>
        </>
      )}
    </Section>
  );
}
