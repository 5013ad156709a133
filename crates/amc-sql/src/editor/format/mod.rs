//! Lays a statement out as Amazon's own samples are: a clause a line, an item a line, keywords in capitals. Comments stay where they are.

mod pieces;

use self::pieces::{Comment, Piece, pieces};
use super::{keyword::Kw, lex::Kind};
use crate::syntax::{DEEPEST, LONGEST};

/// Longest line that is not broken, in characters.
const WIDTH: usize = 100;
/// Blanks a step.
const STEP: usize = 2;

/// A text in one layout. Only blanks, line ends and the case of keywords and functions change; a text that is not SQL comes back with its tokens
/// in the same order. One that is too long or nested too deep to be checked comes back as it is, and so does one with a quote that is not closed:
/// what such a quote holds is a guess, which another line's end would change.
pub fn format(sql: &str) -> String {
    if sql.len() > LONGEST {
        return sql.to_owned();
    }
    let (pieces, rest, deepest) = pieces(sql);
    let open = |piece: &Piece| matches!(piece.kind, Kind::Text(false) | Kind::Quoted(false));
    if deepest > DEEPEST || pieces.iter().any(open) {
        return sql.to_owned();
    }
    let mut printer =
        Printer { pieces: &pieces, out: String::new(), line_start: 0, stack: vec![Level::query(0)], must_break: false };
    for index in 0..pieces.len() {
        printer.piece(index);
    }
    printer.comments(&rest, 0);
    // Blanks before a line's end are never written; those of a text or a comment that goes over several lines belong to it.
    let mut out = printer.out;
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// What an open parenthesis, a CASE or the statement holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Query,
    /// Arguments or an expression, each part on a line of its own.
    Broken,
    /// On one line.
    Inline,
    /// A CASE with a branch a line.
    Case,
}

#[derive(Debug, Clone, Copy)]
struct Level {
    holds: Holds,
    /// Indentation of its clauses, in steps.
    indent: usize,
    /// Indentation of what ends it.
    close: usize,
    /// The piece that ends it.
    end: Option<usize>,
    clause: Kw,
    /// BETWEEN without its AND.
    between: usize,
}

impl Level {
    fn query(indent: usize) -> Self {
        Self { holds: Holds::Query, indent, close: 0, end: None, clause: Kw::None, between: 0 }
    }
}

struct Printer<'p> {
    pieces: &'p [Piece],
    out: String,
    /// Where the line that is being written begins.
    line_start: usize,
    stack: Vec<Level>,
    /// Whether a comment to the end of the line came last.
    must_break: bool,
}

impl Printer<'_> {
    fn level(&self) -> Level {
        self.stack.last().copied().unwrap_or(Level::query(0))
    }

    fn line(&mut self, indent: usize) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.line_start = self.out.len();
        self.out.push_str(&" ".repeat(indent * STEP));
        self.must_break = false;
    }

    fn write(&mut self, text: &str) {
        if let Some(last) = text.rfind('\n') {
            self.line_start = self.out.len() + last + 1;
        }
        self.out.push_str(text);
    }

    /// The line that is being written.
    fn current_line(&self) -> &str {
        self.out.get(self.line_start..).unwrap_or("")
    }

    fn at_line_start(&self) -> bool {
        self.current_line().trim().is_empty()
    }

    fn comments(&mut self, comments: &[Comment], indent: usize) {
        for comment in comments {
            let own_line = comment.own_line || self.must_break;
            if own_line {
                self.line(indent);
            } else if !self.at_line_start() && !self.out.ends_with(' ') {
                self.out.push(' ');
            }
            self.write(&comment.text);
            self.must_break = comment.to_line_end || own_line;
        }
    }

    fn piece(&mut self, index: usize) {
        let piece = &self.pieces[index];
        if self.closes(index) {
            let indent = self.inner_indent();
            self.comments(&piece.comments, indent);
            let closed = self.stack.pop().unwrap_or(Level::query(0));
            if closed.holds != Holds::Inline || self.must_break {
                self.line(closed.close);
            } else if piece.kw == Kw::End {
                self.out.push(' ');
            }
            self.write(&piece.text);
            return;
        }
        let break_at = self.break_before(index);
        let indent = break_at.unwrap_or_else(|| self.inner_indent());
        // A comment behind something belongs to its line, even if what follows begins another one.
        self.comments(&piece.comments, indent);
        if break_at.is_some() || self.must_break {
            self.line(indent);
        } else if self.spaced(index) && !self.at_line_start() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        self.write(&piece.text);
        self.after(index);
    }

    /// Whether a piece ends the innermost level.
    fn closes(&self, index: usize) -> bool {
        self.stack.last().is_some_and(|level| level.end == Some(index))
    }

    /// Where a line that goes on inside the innermost level begins.
    fn inner_indent(&self) -> usize {
        let level = self.level();
        match level.holds {
            Holds::Query if level.clause == Kw::None || level.clause == Kw::With => level.indent,
            _ => level.indent + 1,
        }
    }

    /// The indentation of the line that begins with a piece; `None` if none does.
    fn break_before(&mut self, index: usize) -> Option<usize> {
        let piece = &self.pieces[index];
        let level = self.level();
        let before = index.checked_sub(1).map(|at| &self.pieces[at]);
        let comma = before.is_some_and(|before| before.is(','));
        match level.holds {
            Holds::Inline => None,
            Holds::Case => matches!(piece.kw, Kw::When | Kw::Else).then_some(level.indent + 1),
            Holds::Broken => {
                let first = before.is_some_and(|before| before.end.is_some_and(|end| end > index));
                let logical = self.is_logical(piece.kw);
                (first || comma || logical).then_some(level.indent + 1)
            }
            Holds::Query => self.break_in_query(index, level, comma),
        }
    }

    /// Whether AND or OR joins conditions here, rather than the bounds of BETWEEN.
    fn is_logical(&mut self, kw: Kw) -> bool {
        let Some(top) = self.stack.last_mut() else { return false };
        match kw {
            Kw::Between => top.between += 1,
            Kw::And if top.between > 0 => top.between -= 1,
            Kw::And | Kw::Or => return true,
            _ => {}
        }
        false
    }

    fn break_in_query(&mut self, index: usize, level: Level, comma: bool) -> Option<usize> {
        let pieces = self.pieces;
        let kw = pieces[index].kw;
        let before = index.checked_sub(1).map_or(Kw::None, |at| pieces[at].kw);
        let next = pieces.get(index + 1).map_or(Kw::None, |piece| piece.kw);
        let called = pieces.get(index + 1).is_some_and(|piece| piece.is('('));
        let logical = self.is_logical(kw);
        let set_clause = |this: &mut Self, clause| {
            if let Some(top) = this.stack.last_mut() {
                (top.clause, top.between) = (clause, 0);
            }
            Some(level.indent)
        };
        match kw {
            Kw::Select | Kw::From | Kw::Where | Kw::Having | Kw::With | Kw::Values | Kw::Limit => set_clause(self, kw),
            Kw::Window if next == Kw::None => set_clause(self, kw),
            Kw::Group | Kw::Order if next == Kw::By => set_clause(self, kw),
            Kw::Union | Kw::Except | Kw::Intersect => set_clause(self, Kw::Union),
            Kw::By if matches!(before, Kw::Group | Kw::Order) => None,
            Kw::All | Kw::Distinct if matches!(before, Kw::Union | Kw::Select | Kw::Except | Kw::Intersect) => None,
            Kw::Join | Kw::Inner | Kw::Cross | Kw::Full | Kw::Left | Kw::Right | Kw::Natural
                if level.clause == Kw::From && !(called && kw != Kw::Join) =>
            {
                let part =
                    matches!(before, Kw::Inner | Kw::Cross | Kw::Full | Kw::Left | Kw::Right | Kw::Outer | Kw::Natural);
                (!part).then_some(level.indent + 1)
            }
            _ if comma => Some(if level.clause == Kw::With { level.indent } else { level.indent + 1 }),
            // In FROM it goes on with the condition of a join.
            _ if logical => Some(level.indent + if level.clause == Kw::From { 2 } else { 1 }),
            _ => self.starts_clause(index).then_some(level.indent + 1),
        }
    }

    /// Whether a piece is the first behind its clause's keyword.
    fn starts_clause(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else { return false };
        let ahead = |at: usize| at.checked_sub(1).map_or(Kw::None, |at| self.pieces[at].kw);
        match self.pieces[before].kw {
            Kw::Select | Kw::From | Kw::Where | Kw::Having | Kw::Values => true,
            Kw::By => matches!(ahead(before), Kw::Group | Kw::Order),
            Kw::Distinct | Kw::All => ahead(before) == Kw::Select,
            _ => false,
        }
    }

    fn after(&mut self, index: usize) {
        let piece = &self.pieces[index];
        if piece.is(';') {
            self.stack = vec![Level::query(0)];
            self.must_break = true;
            return;
        }
        let opens = piece.is('(') || piece.is('[') || piece.kw == Kw::Case;
        if !opens {
            return;
        }
        let indent = self.current_indent();
        let next = self.pieces.get(index + 1).map_or(Kw::None, |piece| piece.kw);
        let query = piece.is('(') && matches!(next, Kw::Select | Kw::With | Kw::Values);
        let level = if query {
            Level { close: indent, end: piece.end, ..Level::query(indent + 1) }
        } else {
            let broken = self.level().holds != Holds::Inline && !self.fits(index);
            let holds = match (broken, piece.kw == Kw::Case) {
                (false, _) => Holds::Inline,
                (true, true) => Holds::Case,
                (true, false) => Holds::Broken,
            };
            Level { holds, indent, close: indent, end: piece.end, clause: Kw::None, between: 0 }
        };
        // What is never closed would shift all that follows.
        if level.end.is_some() {
            self.stack.push(level);
        }
    }

    /// Indentation of the line being written, in steps.
    fn current_indent(&self) -> usize {
        let line = self.current_line();
        (line.len() - line.trim_start_matches(' ').len()) / STEP
    }

    /// Whether what a piece opens fits on its line, without comments or subqueries inside.
    fn fits(&self, index: usize) -> bool {
        let Some(end) = self.pieces[index].end else { return true };
        let mut width = self.current_line().chars().take(WIDTH + 1).count();
        for piece in &self.pieces[index + 1..=end] {
            width += piece.text.chars().take(WIDTH).count() + 1;
            if width > WIDTH || !piece.comments.is_empty() || piece.kw == Kw::Select {
                return false;
            }
        }
        true
    }

    /// Whether a blank stands before a piece.
    fn spaced(&self, index: usize) -> bool {
        let piece = &self.pieces[index];
        let Some(before) = index.checked_sub(1).map(|at| &self.pieces[at]) else { return false };
        // A point and a number that do not touch would become one number.
        let point = piece.is('.') && before.kind == Kind::Number || piece.kind == Kind::Number && before.is('.');
        if point {
            return !piece.glued;
        }
        let tight_before = [',', ')', ']', ';', '.'].iter().any(|sign| piece.is(*sign));
        let tight_after = ['(', '[', '.', '@', '{'].iter().any(|sign| before.is(*sign));
        if (tight_before && !piece.is('.')) || tight_after {
            return false;
        }
        if piece.is('.') || piece.is('}') || (piece.is('{') && before.is('{')) {
            return !piece.glued && !piece.is('.');
        }
        if piece.is('(') || piece.is('[') {
            let name = matches!(before.kind, Kind::Word(_) | Kind::Quoted(_));
            let function = before.kw == Kw::None || matches!(before.kw, Kw::Left | Kw::Right | Kw::Table);
            if name && function {
                let known = crate::functions::find(&before.text).is_some() || before.kw == Kw::Table;
                return !known && !piece.glued;
            }
            return !(piece.is('[') && piece.glued);
        }
        let parts = ['<', '>', '=', '!', '|', ':', '@', '{', '}'];
        let part = |piece: &Piece| parts.iter().any(|sign| piece.is(*sign));
        if piece.glued && part(piece) && part(before) {
            return false;
        }
        // A sign in front of its number: -1.
        let unary = before.is('-') || before.is('+');
        if unary && piece.glued {
            let ahead = index.checked_sub(2).map(|at| &self.pieces[at]);
            let binary = ahead.is_some_and(|ahead| match ahead.kind {
                Kind::Sign(sign) => matches!(sign, ')' | ']' | '}'),
                Kind::Word(kw) => kw.is_value() || ahead.kw == Kw::None,
                _ => true,
            });
            return binary;
        }
        true
    }
}
