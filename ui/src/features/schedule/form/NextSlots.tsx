import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Clock, Info, TriangleAlert } from "lucide-react";
import { plural, shortWindow } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { type AppError, asAppError, type PreviewSlot, type SchedulePreview } from "@/ipc";
import { queries } from "@/ipc/queries";
import { cityOf } from "../words";
import { canPreview, type Draft, toPreviewSpec } from "./draft";

const SHOWN = 10;
const MANY = 300;
const DAY = 86_400_000;

export interface Previewed {
  preview: SchedulePreview | null;
  error: AppError | null;
  /** Whether there is enough to ask with. */
  asked: boolean;
}

/** When the schedule that is being written would fire; `own` is its id if it is kept already. */
export function usePreview(draft: Draft, own: string | null): Previewed {
  const asked = canPreview(draft);
  const found = useQuery({
    ...queries.schedulePreview(toPreviewSpec(draft), SHOWN, own),
    enabled: asked,
    placeholderData: keepPreviousData,
    // A slot that has come meanwhile is no next one.
    refetchInterval: 60_000,
  });
  const error = asked && found.isError ? asAppError(found.error) : null;
  return { preview: asked && !error ? (found.data ?? null) : null, error, asked };
}

/** Its slots of the next 24 hours, for the load by hour. */
export function useOwnSlots(draft: Draft | null, now: number): number[] {
  const asked = draft !== null && canPreview(draft);
  const spec = draft && asked ? toPreviewSpec(draft) : null;
  const few = useQuery({ ...queries.schedulePreview(spec as never, SHOWN), enabled: spec !== null }).data;
  const often = (few?.slots.length ?? 0) >= SHOWN && (few?.slots.at(-1)?.nominal ?? 0) < now + DAY;
  const many = useQuery({ ...queries.schedulePreview(spec as never, MANY), enabled: spec !== null && often }).data;
  return asked ? ((often ? many : few)?.slots ?? []).map((slot) => slot.nominal) : [];
}

/** The next ten slots with what each covers, and what is to be known of them. */
export function NextSlots({ previewed, draft }: { previewed: Previewed; draft: Draft }) {
  const { preview, error, asked } = previewed;
  const slots = preview?.slots ?? [];
  const runs = draft.instance_ids.length;
  const year = new Date().getFullYear();
  const clocks = slots.filter(isClockChange);
  const others = new Map(slots.flatMap((slot) => (slot.note && !isClockChange(slot) ? [[slot.note, slot]] : [])));
  // A day of another year needs its year.
  const wide = slots.some((slot) => !slot.day.endsWith(` ${year}`));
  return (
    <section className="slots-block" aria-label="Next slots">
      <div className="section-head">
        <h3>Next {slots.length === SHOWN || slots.length === 0 ? "ten" : slots.length} slots</h3>
        <span className="cut text-t12 text-hint">
          {slots.length > 0 && slots.length < SHOWN && "then it ends; "}
          {runs > 0 && `${plural(runs, "run")} each`}
        </span>
      </div>
      {!asked ? (
        <p className="px-5 pb-3 text-label">They show as soon as it is said when it fires and which dates it covers.</p>
      ) : error?.code === "SCH001" ? (
        // The field itself says what is wrong.
        <p className="px-5 pb-3 text-label">They show as soon as the expression can be read.</p>
      ) : error ? (
        <p role="alert" className="px-5 pb-3 text-red">
          {error.message} <span className="text-label">{error.nextStep}</span>
        </p>
      ) : !preview ? (
        <SkeletonRows rows={SHOWN} />
      ) : (
        <>
          {slots.length > 0 && (
            <table className="rows slot-rows" aria-label="Next slots">
              <colgroup>
                <col className="w-[42px]" />
                <col className={wide ? "w-[126px]" : "w-[94px]"} />
                <col className="w-[88px]" />
                <col className="w-[56px]" />
                <col className="w-[130px]" />
                <col />
              </colgroup>
              <thead>
                <tr>
                  <th scope="col" className="num">
                    <span className="sr-only">Number</span>
                  </th>
                  <th scope="col">Day</th>
                  <th scope="col" className="num" title={draft.zone}>
                    {cityOf(draft.zone)}
                  </th>
                  <th scope="col" className="num">
                    UTC
                  </th>
                  <th scope="col">Dates covered</th>
                  <th scope="col">Note</th>
                </tr>
              </thead>
              <tbody>
                {slots.map((slot, i) => (
                  <tr
                    key={`${slot.nominal} ${slot.local}`}
                    className={isClockChange(slot) ? "clock-change" : undefined}
                  >
                    <td className="num text-hint">{i + 1}</td>
                    <td title={slot.day}>{slot.day.replace(` ${year}`, "")}</td>
                    <td className={slot.offset_changes ? "num font-strong" : "num"}>{slot.local}</td>
                    <td className="num text-label">{slot.utc}</td>
                    <td title={slot.covers ?? undefined}>
                      {slot.covers ? (
                        shortWindow(slot.covers).replace(/ \d{4}/g, "")
                      ) : (
                        <span className="text-hint">none</span>
                      )}
                    </td>
                    <td
                      className={slot.conflicts.length > 0 ? "cut text-t12 text-amber" : "cut text-t12 text-hint"}
                      title={[...slot.conflicts.map((name) => `Meets ${name}`), slot.note].filter(Boolean).join("\n")}
                    >
                      {noteWords(slot, i)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <div className="grid gap-3 px-5 pt-3">
            {clocks.slice(0, 2).map((slot) => (
              <div key={slot.nominal} className="note note-warn">
                <Clock size={16} aria-hidden />
                <div>
                  <p className="font-medium">{slot.day}: the clocks are set</p>
                  <p className="text-label">
                    {sentence(slot.note ?? "")} The dates it covers stay those of its own day.
                  </p>
                </div>
              </div>
            ))}
            {[...others.values()].slice(0, 2).map((slot) => (
              <p key={slot.nominal} className="flex items-start gap-2">
                <Info size={16} className="mt-0.5 text-note" aria-hidden />
                <span>
                  {slot.day}: {slot.note}.
                </span>
              </p>
            ))}
            {preview.warnings.map((warning) => (
              <p key={warning} className="flex items-start gap-2">
                <TriangleAlert size={16} className="mt-0.5 text-amber" aria-hidden />
                {warning}
              </p>
            ))}
          </div>
        </>
      )}
    </section>
  );
}

/** Whether a slot is one on which the clocks bear. */
const isClockChange = ({ note }: PreviewSlot): boolean => /does not exist|comes twice/.test(note ?? "");

/** The note of a slot in two words; the whole of it stands below the table and on hover. */
function noteWords({ note, offset_changes, conflicts }: PreviewSlot, at: number): string {
  if (conflicts.length > 0) return `meets ${conflicts[0]}`;
  if (!note) return offset_changes && at > 0 ? "UTC moves" : "";
  if (note.includes("does not exist")) return "clocks forward";
  if (note.includes("comes twice")) return "clocks back";
  if (note.includes("has no day")) return "shorter month";
  return note.includes("months are kept") ? "cut short" : note;
}

const sentence = (note: string): string => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
