import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import type { QueryTab } from "@/ipc";
import { Below, type BelowView } from "./Below";
import { bodyOf, insertSnippet } from "./editor/snippets";
import { History } from "./History";
import { KeptResults } from "./KeptResults";
import { Results } from "./Results";
import type { Place } from "./remote_error";
import { selectedText } from "./run";
import { Snippets } from "./Snippets";

interface BelowTextProps {
  view: BelowView;
  tab: QueryTab;
  editor: RefObject<EditorView | null>;
  onView: (view: BelowView) => void;
  onGo: (place: Place) => void;
}

/** What came of the query, what was run before, or what can be put into it. */
export function BelowText({ view, tab, editor, onView, onGo }: BelowTextProps) {
  const back = () => onView("result");
  const insert = (sql: string) => {
    const text = editor.current;
    if (!text) return;
    text.dispatch(text.state.replaceSelection(sql), { scrollIntoView: true });
    text.focus();
  };
  return (
    <Below view={view}>
      {view === "result" &&
        (tab.target === "kept" ? (
          <KeptResults tabId={tab.id} sql={tab.sql} onGo={onGo} />
        ) : (
          <Results tabId={tab.id} sql={tab.sql} onGo={onGo} />
        ))}
      {view === "history" && <History onInsert={insert} onClose={back} />}
      {view === "snippets" && (
        <Snippets
          selected={() => (editor.current ? bodyOf(selectedText(editor.current)) : "")}
          onInsert={(body) => editor.current && insertSnippet(editor.current, body)}
          onClose={back}
        />
      )}
    </Below>
  );
}
