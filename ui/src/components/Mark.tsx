/** The sign of RecomAMP. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} className="flex-none" aria-hidden="true">
      <rect width="20" height="20" rx="5" fill="var(--fg-1)" />
      <path
        d="M5.5 12.5v-3M8.5 14.5v-9M11.5 13v-6M14.5 11.2V8.8"
        stroke="var(--bg-app)"
        strokeWidth="1.6"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}
