//! A text as the pieces that a formatter lays out: tokens, each with the comments before it.

use crate::{
    editor::{
        keyword::Kw,
        lex::{Kind, lex},
    },
    functions,
};

/// A comment, without the line's end.
#[derive(Debug, Clone)]
pub(super) struct Comment {
    pub(super) text: String,
    /// Whether it runs to the end of its line, so that nothing may follow it there.
    pub(super) to_line_end: bool,
    /// Whether it began a line.
    pub(super) own_line: bool,
}

/// A token as it will be written.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) comments: Vec<Comment>,
    pub(super) text: String,
    pub(super) kw: Kw,
    pub(super) kind: Kind,
    /// Whether it touches the token before it.
    pub(super) glued: bool,
    /// For an opening parenthesis or CASE: the piece that ends it.
    pub(super) end: Option<usize>,
}

impl Piece {
    pub(super) fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// The pieces, the comments behind the last one, and how deep parentheses and CASE are nested at most.
pub(super) fn pieces(sql: &str) -> (Vec<Piece>, Vec<Comment>, usize) {
    let lexed = lex(sql, 0);
    let mut out: Vec<Piece> = Vec::with_capacity(lexed.tokens.len());
    let mut from = 0;
    for (index, token) in lexed.tokens.iter().enumerate() {
        let raw = &sql[token.start..token.end];
        let behind_dot = out.last().is_some_and(|piece| piece.is('.')) && token.start == from;
        let behind_as = out.last().is_some_and(|piece| piece.kw == Kw::As);
        let kw = match token.kind {
            Kind::Word(kw) if !(behind_dot || behind_as && kw != Kw::Select) => kw,
            _ => Kw::None,
        };
        let called = matches!(token.kind, Kind::Word(_))
            && lexed.is_sign(index + 1, '(')
            && !behind_dot
            && functions::find(raw).is_some();
        let text = if kw != Kw::None || called || is_word(raw) && !behind_dot && !behind_as {
            raw.to_ascii_uppercase()
        } else {
            raw.to_owned()
        };
        out.push(Piece {
            comments: comments(&sql[from..token.start], from == 0),
            text,
            kw,
            kind: token.kind,
            glued: token.start == from && from > 0,
            end: None,
        });
        from = token.end;
    }
    let rest = comments(&sql[from..], out.is_empty());
    let deepest = pair(&mut out);
    (out, rest, deepest)
}

/// Words that are part of the language but give a statement no shape.
fn is_word(word: &str) -> bool {
    ["CAST", "EXTRACT", "FOLLOWING", "PRECEDING", "UNBOUNDED", "CURRENT", "ROW", "NULLS", "FILTER", "TRY_CAST"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}

fn comments(gap: &str, at_start: bool) -> Vec<Comment> {
    let mut out = Vec::new();
    let mut own_line = at_start;
    let mut rest = gap;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            out.push(Comment { text: rest[..length].trim_end().to_owned(), to_line_end: true, own_line });
            length
        } else if let Some(inside) = rest.strip_prefix("/*") {
            let length = inside.find("*/").map_or(rest.len(), |end| end + 4);
            out.push(Comment { text: rest[..length].to_owned(), to_line_end: false, own_line });
            own_line = false;
            length
        } else {
            own_line |= matches!(first, '\n' | '\r');
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    out
}

/// Joins opening and closing parentheses, and CASE with its END; answers how many are open at once at most.
fn pair(pieces: &mut [Piece]) -> usize {
    let mut open: Vec<usize> = Vec::new();
    let mut deepest = 0;
    for index in 0..pieces.len() {
        let piece = &pieces[index];
        if piece.is('(') || piece.is('[') || piece.kw == Kw::Case {
            open.push(index);
        } else if piece.is(')') || piece.is(']') || piece.kw == Kw::End {
            let ends_case = piece.kw == Kw::End;
            let fits = |start: &usize| (pieces[*start].kw == Kw::Case) == ends_case;
            if let Some(start) = open.last().copied().filter(fits) {
                open.pop();
                pieces[start].end = Some(index);
            }
        }
        deepest = deepest.max(open.len());
    }
    deepest
}
