import type { ReactNode } from "react";

/** A part of the settings: its name at the left, what it is about below, and what can be set at the right. */
export function Section({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <div>
        <h2>{title}</h2>
        <p className="hint mt-1">{about}</p>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3">{children}</div>
    </section>
  );
}
