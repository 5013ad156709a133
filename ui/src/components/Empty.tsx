import type { ReactNode } from "react";

/** What would be here, why it is not, and the one way to fill it. */
export function Empty({ title, why, children }: { title: string; why: ReactNode; children?: ReactNode }) {
  return (
    <div className="px-6 py-5">
      <p className="font-medium">{title}</p>
      <p className="mt-0.5 mb-3 text-label">{why}</p>
      {children}
    </div>
  );
}
