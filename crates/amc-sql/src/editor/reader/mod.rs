//! Reads the tokens of a text into an outline, in one pass that survives broken statements.

mod query;

use super::{
    item::Draft,
    keyword::Kw,
    lex::Lexed,
    outline::{Block, Clause, Cte, Frame, Holds, Outline, WithPart},
};
use crate::syntax::DEEPEST;

/// Reads the tokens; the cursor stands before token `cursor`.
pub(super) fn outline(lexed: &Lexed<'_>, cursor: usize) -> Outline {
    let mut reader = Reader::new(lexed, cursor);
    for index in 0..lexed.tokens.len() {
        if index == cursor {
            reader.out.at_cursor = reader.stack.clone();
        }
        reader.read(index);
    }
    if cursor >= lexed.tokens.len() {
        reader.out.at_cursor = reader.stack.clone();
    }
    while !reader.stack.is_empty() {
        reader.close(lexed.tokens.len());
    }
    reader.out
}

/// For each token the block that it stands in.
pub(super) fn blocks(lexed: &Lexed<'_>) -> Vec<Option<usize>> {
    let mut reader = Reader::new(lexed, usize::MAX);
    (0..lexed.tokens.len())
        .map(|index| {
            let block = reader.stack.iter().rev().take(DEEPEST).find_map(|frame| frame.block);
            reader.read(index);
            block
        })
        .collect()
}

struct Reader<'l, 'a> {
    lexed: &'l Lexed<'a>,
    cursor: usize,
    out: Outline,
    stack: Vec<Frame>,
    /// Names and column lists of common table expressions whose query has not ended.
    names: Vec<(usize, Vec<usize>)>,
}

impl<'l, 'a> Reader<'l, 'a> {
    fn new(lexed: &'l Lexed<'a>, cursor: usize) -> Self {
        let mut reader = Self { lexed, cursor, out: Outline::default(), stack: Vec::new(), names: Vec::new() };
        reader.statement(0);
        reader
    }
}

impl Reader<'_, '_> {
    fn statement(&mut self, start: usize) {
        self.stack.clear();
        self.names.clear();
        self.out.queries.push(None);
        self.stack.push(Frame {
            holds: Holds::Query { cte: false },
            clause: Clause::Start,
            start,
            block: None,
            env: None,
            wants_relation: false,
            cases: 0,
            commas: 0,
            query: self.out.queries.len() - 1,
            outer: None,
            recursive: false,
            draft: Draft::default(),
        });
    }

    fn read(&mut self, index: usize) {
        if self.lexed.is_sign(index, ';') {
            while !self.stack.is_empty() {
                self.close(index);
            }
            self.statement(index + 1);
        } else if self.lexed.is_sign(index, '(') || self.lexed.is_sign(index, '[') {
            self.open(index);
        } else if self.lexed.is_sign(index, ')') || self.lexed.is_sign(index, ']') {
            if self.stack.len() > 1 {
                self.close(index);
            }
        } else if !self.shape(index) {
            self.part(index);
        }
    }

    /// Takes a keyword that gives the query its shape; `false` for anything else.
    fn shape(&mut self, index: usize) -> bool {
        let kw = self.lexed.kw(index);
        if kw == Kw::None || self.lexed.is_behind_dot(index, self.cursor) {
            return false;
        }
        let Some(top) = self.stack.last().copied() else { return false };
        let next = self.lexed.kw(index + 1);
        let clause = match kw {
            Kw::From if index > 0 && self.lexed.kw(index - 1) == Kw::Distinct && is_comparison(self.lexed, index) => {
                return false;
            }
            // EXTRACT(HOUR FROM …), TRIM(… FROM …), and FILTER (WHERE …).
            Kw::From if matches!(top.holds, Holds::Call(name) if takes_from(self.lexed.text(name))) => return false,
            Kw::Where if top.start == index && top.holds != (Holds::Query { cte: false }) => return false,
            Kw::Partition | Kw::Order if matches!(top.holds, Holds::Over | Holds::Call(_)) => {
                let clause = if kw == Kw::Partition { Clause::PartitionBy } else { Clause::OrderBy };
                self.top(|frame| frame.clause = clause);
                return true;
            }
            Kw::Window if !self.lexed.is_name(index + 1) => return false,
            Kw::Group | Kw::Order if next != Kw::By && index + 1 < self.lexed.tokens.len() => return false,
            Kw::Select | Kw::Values | Kw::With => {
                self.begin(index, kw);
                return true;
            }
            Kw::From | Kw::Join => Clause::From,
            Kw::On => Clause::On,
            Kw::Using => Clause::Using,
            Kw::Where => Clause::Where,
            Kw::Group => Clause::GroupBy,
            Kw::Having => Clause::Having,
            Kw::Window => Clause::Window,
            Kw::Order => Clause::OrderBy,
            Kw::Union | Kw::Except | Kw::Intersect => Clause::Start,
            _ => return false,
        };
        let joins = matches!(kw, Kw::Join | Kw::On | Kw::Using);
        // A parenthesis that was not closed ends before a clause, which cannot stand inside it.
        while let Some(frame) = self.stack.last() {
            let may = matches!(frame.holds, Holds::Query { .. }) || (joins && frame.holds == Holds::Relations);
            if may || self.stack.len() == 1 {
                break;
            }
            self.close(index);
        }
        self.end_item();
        self.top(|frame| {
            frame.clause = clause;
            frame.wants_relation = matches!(kw, Kw::From | Kw::Join);
            frame.cases = 0;
        });
        true
    }

    fn begin(&mut self, index: usize, kw: Kw) {
        while self.stack.len() > 1
            && self.stack.last().is_some_and(|top| {
                // A second SELECT in a common table expression belongs behind it.
                let second = top.block.is_some() && top.clause != Clause::Start;
                !matches!(top.holds, Holds::Query { .. }) || (second && top.holds == (Holds::Query { cte: true }))
            })
        {
            self.close(index);
        }
        self.end_item();
        let Some(top) = self.stack.last().copied() else { return };
        if kw == Kw::With {
            let recursive = self.lexed.kw(index + 1) == Kw::Recursive;
            self.top(|frame| {
                frame.clause = Clause::With(WithPart::Name);
                frame.recursive = recursive;
            });
            return;
        }
        let block = self.out.blocks.len();
        self.out.blocks.push(Block {
            env: top.env,
            outer: top.outer,
            relations: Vec::new(),
            items: Vec::new(),
            using: Vec::new(),
            windows: Vec::new(),
        });
        self.out.queries[top.query].get_or_insert(block);
        self.top(|frame| {
            frame.block = Some(block);
            frame.clause = if kw == Kw::Select { Clause::Select } else { Clause::Values };
            frame.wants_relation = false;
            frame.cases = 0;
        });
    }

    fn close(&mut self, index: usize) {
        self.end_item();
        let Some(closed) = self.stack.pop() else { return };
        let Some(parent) = self.stack.last_mut() else { return };
        let own_parenthesis = self.lexed.is_sign(index, ')') || self.lexed.is_sign(index, ']');
        match closed.holds {
            Holds::Query { cte: true } => {
                parent.clause = Clause::With(WithPart::AfterBody);
                if let Some((name, columns)) = self.names.pop() {
                    self.out.ctes.push(Cte { name, columns, query: closed.query, before: parent.env });
                    parent.env = Some(self.out.ctes.len() - 1);
                }
            }
            Holds::Query { cte: false } if closed.query == parent.query => {
                parent.block = closed.block;
            }
            _ if parent.clause == Clause::Select && parent.start <= index && own_parenthesis => {
                parent.draft.note(index, false, true);
            }
            _ => {}
        }
    }

    fn top(&mut self, change: impl FnOnce(&mut Frame)) {
        if let Some(top) = self.stack.last_mut() {
            change(top);
        }
    }
}

fn takes_from(name: &str) -> bool {
    ["EXTRACT", "TRIM", "SUBSTRING", "OVERLAY", "POSITION"].iter().any(|one| name.eq_ignore_ascii_case(one))
}

/// `IS [NOT] DISTINCT FROM`, with FROM at `index`.
fn is_comparison(lexed: &Lexed<'_>, index: usize) -> bool {
    index >= 2 && matches!(lexed.kw(index - 2), Kw::Is | Kw::Not)
}
