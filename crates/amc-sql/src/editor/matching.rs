//! How well a name fits what is typed, and how names are written.

use super::keyword::Kw;
use crate::syntax::{begins_word, is_word_part};

/// What is typed of a name.
#[derive(Debug)]
pub(super) struct Typed {
    chars: Vec<char>,
}

/// How a name fits; smaller is better.
pub(super) type Fit = u8;

impl Typed {
    pub(super) fn new(text: &str) -> Self {
        Self { chars: text.chars().map(lower).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// 0 if the name begins with what is typed, 1 if a later word of it does, 2 if it holds its letters in this order.
    pub(super) fn fit(&self, name: &str) -> Option<Fit> {
        if self.chars.is_empty() || self.begins(name) {
            return Some(0);
        }
        let mut wanted = self.chars.iter();
        let mut next = wanted.next();
        let mut word_start = false;
        let mut is_word = false;
        for (at, c) in name.char_indices() {
            is_word |= word_start && self.begins(&name[at..]);
            word_start = matches!(c, '_' | ' ');
            if next.is_some_and(|next| *next == lower(c)) {
                next = wanted.next();
            }
        }
        if is_word { Some(1) } else { next.is_none().then_some(2) }
    }

    fn begins(&self, name: &str) -> bool {
        let mut have = name.chars();
        self.chars.iter().all(|wanted| have.next().is_some_and(|have| lower(have) == *wanted))
    }
}

fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// How names are written at the cursor.
#[derive(Debug, Clone, Copy)]
pub(super) enum Quotes {
    /// In quotes where they need them.
    Needed,
    /// An opening quote stands there already; whether a closing one does.
    Open(char, bool),
}

impl Quotes {
    pub(super) fn write(self, name: &str) -> String {
        match self {
            Self::Needed if is_plain(name) => name.to_owned(),
            Self::Needed => format!("\"{}\"", name.replace('"', "\"\"")),
            Self::Open(quote, closed) => {
                let mut out = name.replace(quote, &format!("{quote}{quote}"));
                if !closed {
                    out.push(quote);
                }
                out
            }
        }
    }
}

fn is_plain(name: &str) -> bool {
    name.starts_with(begins_word) && name.chars().all(is_word_part) && Kw::of(name) == Kw::None
}
