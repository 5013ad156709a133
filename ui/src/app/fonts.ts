/** Longest wait for the faces, in milliseconds; they lie beside the page and take a few. */
const PATIENCE = 500;

/** Waits for the faces of texts and of SQL: drawn in another face first, everything would move once they came. */
export async function fontsReady(): Promise<void> {
  const faces = ["13px 'Inter Variable'", "600 13px 'Inter Variable'", "12px 'JetBrains Mono Variable'"];
  const late = new Promise<void>((resolve) => window.setTimeout(resolve, PATIENCE));
  await Promise.race([Promise.allSettled(faces.map((face) => document.fonts.load(face))), late]);
}
