import { plural } from "@/components/format";
import { type Coverage, daysWords, lengthOf, monthsOf, type Stretch } from "./coverage";

/** Pixels of a day. */
const DAY = 8;

const kindOf = ({ windows }: Stretch) => (windows === 0 ? "missing" : windows === 1 ? "covered" : "several");

const wordsOf = (stretch: Stretch): string => {
  const how = { missing: "missing", covered: "covered", several: `in ${stretch.windows} windows` }[kindOf(stretch)];
  return `${daysWords(stretch)}, ${plural(lengthOf(stretch), "day")}: ${how}`;
};

/** A line of days, the newest in sight first. */
export function DayStrip({ of, label }: { of: Coverage; label: string }) {
  return (
    // Turned around, so that it begins at its end.
    <section className="day-strip" aria-label={label} tabIndex={0}>
      <div style={{ width: lengthOf(of) * DAY }}>
        <div className="day-months" aria-hidden="true">
          {monthsOf(of).map(({ day, word }, i, all) => {
            const width = ((all[i + 1]?.day ?? of.last + 1) - day) * DAY;
            // A word that has no room would stand over the next one.
            return (
              <span key={day} className="day-month" style={{ width }}>
                {width >= 56 && word}
              </span>
            );
          })}
        </div>
        <ol className="day-line">
          {of.stretches.map((stretch) => (
            <li
              key={stretch.first}
              className="day"
              data-kind={kindOf(stretch)}
              style={{ width: lengthOf(stretch) * DAY }}
              title={wordsOf(stretch)}
            >
              <span className="sr-only">{wordsOf(stretch)}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
