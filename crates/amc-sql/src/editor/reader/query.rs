//! What stands inside a query: parentheses, relations, items.

use super::Reader;
use crate::editor::{
    item::Draft,
    keyword::Kw,
    lex::{Kind, Lexed},
    outline::{Clause, Cte, EXTEND, Frame, Holds, Relation, Source, WithPart},
};

impl Reader<'_, '_> {
    pub(super) fn open(&mut self, index: usize) {
        let Some(top) = self.stack.last().copied() else { return };
        let previous = index.checked_sub(1);
        let (query_in, direct) = (query_starts(self.lexed, index + 1), query_starts_here(self.lexed, index + 1));
        let called = previous.filter(|before| {
            *before >= top.start && self.lexed.is_sign(index, '(') && may_be_called(self.lexed, *before)
        });
        let mut frame = Frame {
            holds: Holds::Expression,
            start: index + 1,
            wants_relation: false,
            cases: 0,
            commas: 0,
            draft: Draft::default(),
            ..top
        };
        let after_with_name = matches!(top.clause, Clause::With(WithPart::AfterName));
        match top.clause {
            Clause::With(WithPart::AfterAs) => self.enter_query(&mut frame, true, None),
            Clause::With(_) if after_with_name && direct => self.enter_query(&mut frame, true, None),
            Clause::With(_) if after_with_name => frame.holds = Holds::CteColumns,
            Clause::Start if matches!(top.holds, Holds::Query { .. }) => frame.holds = Holds::Query { cte: false },
            Clause::From if top.wants_relation && called.is_none() => {
                self.top(|frame| frame.wants_relation = false);
                if direct {
                    self.enter_query(&mut frame, false, top.outer);
                    self.relation(top.block, Source::Query(frame.query));
                } else {
                    frame.holds = Holds::Relations;
                    frame.wants_relation = true;
                }
            }
            Clause::From if self.names_relation(top.block, previous) => {
                let relation = top.block.map_or(0, |block| self.out.blocks[block].relations.len() - 1);
                frame.holds = Holds::RelationColumns(relation);
            }
            Clause::Using => frame.holds = Holds::Using,
            Clause::Window if top.holds != Holds::Over => frame.holds = Holds::Over,
            _ if previous.is_some_and(|before| self.lexed.kw(before) == Kw::Over) => frame.holds = Holds::Over,
            _ if query_in => self.enter_query(&mut frame, false, top.block),
            _ => {
                if let Some(name) = called {
                    frame.holds = Holds::Call(name);
                }
            }
        }
        if matches!(frame.holds, Holds::Expression | Holds::Call(_)) && top.clause == Clause::Select {
            self.top(|frame| frame.draft.calls += usize::from(called.is_some()));
        }
        if frame.holds == Holds::Over {
            frame.clause = Clause::Window;
        }
        self.stack.push(frame);
    }

    fn enter_query(&mut self, frame: &mut Frame, cte: bool, outer: Option<usize>) {
        self.out.queries.push(None);
        frame.query = self.out.queries.len() - 1;
        frame.holds = Holds::Query { cte };
        frame.clause = Clause::Start;
        frame.block = None;
        frame.outer = outer;
        if cte && frame.recursive {
            let before = frame.env;
            if let Some((name, columns)) = self.names.last().cloned() {
                self.out.ctes.push(Cte { name, columns, query: frame.query, before });
                frame.env = Some(self.out.ctes.len() - 1);
            }
        }
        frame.recursive = false;
    }

    /// Whether what stands before an opening parenthesis is the alias of the last relation.
    fn names_relation(&self, block: Option<usize>, before: Option<usize>) -> bool {
        let relation = block.and_then(|block| self.out.blocks[block].relations.last());
        relation.is_some_and(|relation| relation.alias.is_some() && relation.alias == before)
    }

    /// Takes a token that is part of a clause.
    pub(super) fn part(&mut self, index: usize) {
        let Some(top) = self.stack.last().copied() else { return };
        let (lexed, kw) = (self.lexed, self.lexed.kw(index));
        let (comma, name) = (lexed.is_sign(index, ','), lexed.is_name(index));
        match kw {
            Kw::Case => self.top(|frame| frame.cases += 1),
            Kw::End => self.top(|frame| frame.cases = frame.cases.saturating_sub(1)),
            _ if comma => self.top(|frame| frame.commas += 1),
            _ => {}
        }
        match top.holds {
            Holds::CteColumns if name => {
                if let Some((_, columns)) = self.names.last_mut() {
                    columns.push(index);
                }
            }
            Holds::RelationColumns(relation) if name => {
                let block = top.block.and_then(|block| self.out.blocks.get_mut(block));
                if let Some(relation) = block.and_then(|block| block.relations.get_mut(relation)) {
                    relation.columns.push(index);
                }
            }
            Holds::Using if name => {
                if let Some(block) = top.block {
                    self.out.blocks[block].using.push(index);
                }
            }
            Holds::Call(function)
                if top.commas == 0
                    && matches!(lexed.kind(index), Some(Kind::Text(_)))
                    && lexed.text(function).eq_ignore_ascii_case(EXTEND) =>
            {
                let last = top.block.and_then(|block| self.out.blocks[block].relations.last_mut());
                if let Some(last) = last {
                    last.source = Source::Extended(index);
                }
            }
            Holds::Query { .. } | Holds::Relations => self.in_query(index, &top, comma, name),
            _ => {}
        }
    }

    fn in_query(&mut self, index: usize, top: &Frame, comma: bool, name: bool) {
        let kw = self.lexed.kw(index);
        match top.clause {
            Clause::With(part) => {
                let next = match part {
                    WithPart::Name if name => {
                        self.names.push((index, Vec::new()));
                        WithPart::AfterName
                    }
                    WithPart::AfterName if kw == Kw::As => WithPart::AfterAs,
                    WithPart::AfterBody if comma => WithPart::Name,
                    other => other,
                };
                self.top(|frame| frame.clause = Clause::With(next));
            }
            Clause::Select if comma => self.end_item(),
            Clause::Select => {
                let first = top.draft.first.is_none();
                if first && matches!(kw, Kw::Distinct | Kw::All) {
                    return;
                }
                let value = kw.is_value() && !matches!(self.lexed.kind(index), Some(Kind::Sign(_)));
                let plain = name || self.lexed.is_sign(index, '.') || self.lexed.is_sign(index, '*');
                self.top(|frame| {
                    if kw == Kw::As {
                        frame.draft.after_as = Some(index + 1);
                    }
                    frame.draft.note(index, plain, value);
                });
            }
            Clause::From | Clause::On | Clause::Using if comma => {
                self.top(|frame| {
                    frame.clause = Clause::From;
                    frame.wants_relation = true;
                });
            }
            Clause::From if top.wants_relation => {
                let table = kw == Kw::Table && self.lexed.is_sign(index + 1, '(');
                if name || table {
                    let call = self.lexed.is_sign(index + 1, '(');
                    self.relation(top.block, if call { Source::Unknown } else { Source::Name(index) });
                    self.top(|frame| frame.wants_relation = false);
                }
            }
            Clause::From if name => {
                let after_dot = index > 0 && self.lexed.is_sign(index - 1, '.');
                let last = top.block.and_then(|block| self.out.blocks[block].relations.last_mut());
                if let Some(last) = last {
                    match &mut last.source {
                        Source::Name(at) if after_dot && last.alias.is_none() => *at = index,
                        _ => last.alias = last.alias.or(Some(index)),
                    }
                }
            }
            Clause::Window if name && self.lexed.kw(index + 1) == Kw::As => {
                if let Some(block) = top.block {
                    self.out.blocks[block].windows.push(index);
                }
            }
            _ => {}
        }
    }

    fn relation(&mut self, block: Option<usize>, source: Source) {
        if let Some(block) = block {
            self.out.blocks[block].relations.push(Relation { source, alias: None, columns: Vec::new() });
        }
    }

    pub(super) fn end_item(&mut self) {
        let Some(top) = self.stack.last_mut() else { return };
        let draft = std::mem::take(&mut top.draft);
        if let (Clause::Select, Some(block)) = (top.clause, top.block)
            && let Some(item) = draft.item(self.lexed)
        {
            self.out.blocks[block].items.push(item);
        }
    }
}

fn may_be_called(lexed: &Lexed<'_>, index: usize) -> bool {
    lexed.is_name(index) || matches!(lexed.kw(index), Kw::Left | Kw::Right | Kw::Table)
}

fn query_starts_here(lexed: &Lexed<'_>, index: usize) -> bool {
    matches!(lexed.kw(index), Kw::Select | Kw::With | Kw::Values)
}

fn query_starts(lexed: &Lexed<'_>, index: usize) -> bool {
    matches!(lexed.kw(index), Kw::Select | Kw::With)
}
