// The small pane beside the pointer. It is built of elements: the window's policy allows no style within markup.
export interface TipLine {
  name: string;
  figure: string;
  colour?: string | undefined;
}

export function tip(head: string, lines: readonly TipLine[]): HTMLElement {
  const pane = document.createElement("div");
  pane.className = "chart-tip";
  const title = document.createElement("p");
  title.textContent = head;
  pane.append(title);
  for (const { name, figure, colour } of lines) {
    const line = document.createElement("div");
    const mark = document.createElement("span");
    if (colour) mark.style.background = colour;
    const word = document.createElement("span");
    word.textContent = name;
    const number = document.createElement("b");
    number.textContent = figure;
    line.append(mark, word, number);
    pane.append(line);
  }
  return pane;
}
