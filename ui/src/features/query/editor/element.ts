/** An element with a class and what it holds; text is never read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

/** The sign of a field: hollow D for a dimension, filled M for a metric. */
export function kindSign(kind: "dimension" | "metric"): HTMLElement {
  const metric = kind === "metric";
  const sign = element("span", `kind${metric ? " kind-metric" : ""}`, metric ? "M" : "D");
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", metric ? "Metric" : "Dimension");
  return sign;
}
