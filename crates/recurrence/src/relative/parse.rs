//! From text to a date. Whatever is no date is refused with its place.

use chrono::{NaiveDate, Weekday};

use super::{Begin, Edge, LONGEST_STEP, Period, RelativeDate, RelativeDateError, Step, Unit, Which};

/// Characters of a wrong text that a message repeats.
const LONGEST_SHOWN: usize = 40;

const BEGIN: &str = "A date begins with today, yesterday, tomorrow, start of or end of, last or next and a weekday, a day as in \
                     2026-03-01, or with + or - and a number";

/// A part of the text and the column of its first character, from 1.
#[derive(Clone, Copy)]
struct Token<'t> {
    text: &'t str,
    kind: Kind,
    column: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Letters of English words, in any case.
    Word,
    Digits,
    /// Something as in 2026-03-01, whether or not there is such a day.
    Day,
    Sign,
    /// Anything else, a character.
    Other,
}

/// What is still to be read.
struct Reader<'t> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token<'t>>>,
    /// The column behind the last character that is no blank.
    end: usize,
}

pub(super) fn parse(text: &str) -> Result<RelativeDate, RelativeDateError> {
    let tokens = tokens(text);
    let end = tokens.last().map_or(1, |last| last.column + last.text.chars().count());
    let mut reader = Reader { tokens: tokens.into_iter().peekable(), end };
    let begin = match reader.tokens.peek() {
        Some(token) if token.kind == Kind::Sign => Begin::Today,
        _ => reader.begin()?,
    };
    let mut steps = Vec::new();
    while let Some(token) = reader.tokens.next() {
        if token.kind != Kind::Sign {
            let found = token.shown();
            return Err(token.error(format!("Behind a date stands nothing, or + or - and a number, not {found}.")));
        }
        steps.push(reader.step(token.text == "-")?);
    }
    Ok(RelativeDate { begin, steps })
}

impl Reader<'_> {
    fn begin(&mut self) -> Result<Begin, RelativeDateError> {
        let Some(token) = self.tokens.next() else { return Err(self.missing(format!("{BEGIN}."))) };
        Ok(match (token.kind, token.lower().as_str()) {
            (Kind::Day, day) => match day.parse::<NaiveDate>() {
                Ok(day) if day >= super::FIRST_DAY => Begin::Day(day),
                _ => return Err(token.error(format!("There is no day {}.", token.text))),
            },
            (Kind::Word, "today") => Begin::Today,
            (Kind::Word, "yesterday") => Begin::Yesterday,
            (Kind::Word, "tomorrow") => Begin::Tomorrow,
            (Kind::Word, "start") => self.edge(Edge::Start)?,
            (Kind::Word, "end") => self.edge(Edge::End)?,
            (Kind::Word, which @ ("last" | "next")) => self.weekday(which == "last")?,
            _ => return Err(token.error(format!("{BEGIN}, not with {}.", token.shown()))),
        })
    }

    /// What stands behind “start” and “end”.
    fn edge(&mut self, edge: Edge) -> Result<Begin, RelativeDateError> {
        let name = super::name(edge);
        self.word(|word| (word == "of").then_some(()), &format!("Behind “{name}” stands of"))?;
        let which = match self.tokens.peek().map(Token::lower).as_deref() {
            Some("window") => {
                self.tokens.next();
                return Ok(Begin::Window(edge));
            }
            Some("this") => Some(Which::This),
            Some("last") => Some(Which::Last),
            Some("next") => Some(Which::Next),
            _ => None,
        };
        let expected = if which.is_some() {
            self.tokens.next();
            "Here stands week, month, quarter or year".to_owned()
        } else {
            format!(
                "Behind “{name} of” stands week, month, quarter or year, with this, last or next before it or not, or window"
            )
        };
        let period = self.word(period, &expected)?;
        Ok(Begin::Period(edge, which.unwrap_or(Which::This), period))
    }

    /// What stands behind “last” and “next”.
    fn weekday(&mut self, is_last: bool) -> Result<Begin, RelativeDateError> {
        let name = if is_last { "last" } else { "next" };
        if let Some(token) = self.tokens.peek()
            && let Some(period) = period(&token.lower())
        {
            let period = period.name();
            return Err(token
                .error(format!("A {period} is no day: write start of {name} {period}, or end of {name} {period}.")));
        }
        let weekday = self.word(weekday, &format!("Behind “{name}” stands a weekday as in {name} monday"))?;
        Ok(if is_last { Begin::Last(weekday) } else { Begin::Next(weekday) })
    }

    /// What stands behind a sign.
    fn step(&mut self, back: bool) -> Result<Step, RelativeDateError> {
        let sign = if back { '-' } else { '+' };
        let expected = format!("Behind {sign} stands a whole number up to {LONGEST_STEP}");
        let Some(number) = self.tokens.next() else { return Err(self.missing(format!("{expected}."))) };
        let count =
            number.text.parse::<u32>().ok().filter(|count| number.kind == Kind::Digits && *count <= LONGEST_STEP);
        let Some(count) = count else {
            return Err(number.error(format!("{expected}, not {}.", number.shown())));
        };
        let unit =
            self.word(unit, "Behind the number stands d, w, m, q or y, or days, weeks, months, quarters or years")?;
        Ok(Step { back, count, unit })
    }

    /// The next word, read by `read`; `expected` is the beginning of what is said where it is another.
    fn word<T>(&mut self, read: impl Fn(&str) -> Option<T>, expected: &str) -> Result<T, RelativeDateError> {
        let Some(token) = self.tokens.next() else { return Err(self.missing(format!("{expected}."))) };
        read(&token.lower()).ok_or_else(|| token.error(format!("{expected}, not {}.", token.shown())))
    }

    fn missing(&self, message: String) -> RelativeDateError {
        RelativeDateError { message, column: self.end }
    }
}

fn period(word: &str) -> Option<Period> {
    Some(match word {
        "week" => Period::Week,
        "month" => Period::Month,
        "quarter" => Period::Quarter,
        "year" => Period::Year,
        _ => return None,
    })
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "d" | "day" | "days" => Unit::Day,
        "w" | "week" | "weeks" => Unit::Week,
        "m" | "month" | "months" => Unit::Month,
        "q" | "quarter" | "quarters" => Unit::Quarter,
        "y" | "year" | "years" => Unit::Year,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tuesday" => Weekday::Tue,
        "wed" | "wednesday" => Weekday::Wed,
        "thu" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

impl Token<'_> {
    fn lower(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    /// The text for people, cut where it is long.
    fn shown(&self) -> String {
        match self.text.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("“{}…”", &self.text[..end]),
            None => format!("“{}”", self.text),
        }
    }

    fn error(&self, message: String) -> RelativeDateError {
        RelativeDateError { message, column: self.column }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut column) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let run = |within: fn(&char) -> bool| rest.chars().take_while(within).map(char::len_utf8).sum::<usize>();
        let (kind, length) = match first {
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '+' | '-' => (Some(Kind::Sign), 1),
            'a'..='z' | 'A'..='Z' => (Some(Kind::Word), run(char::is_ascii_alphabetic)),
            '0'..='9' => match day_length(rest) {
                Some(length) => (Some(Kind::Day), length),
                None => (Some(Kind::Digits), run(char::is_ascii_digit)),
            },
            _ => (Some(Kind::Other), first.len_utf8()),
        };
        let (text, after) = rest.split_at(length);
        tokens.extend(kind.map(|kind| Token { text, kind, column }));
        column += text.chars().count();
        rest = after;
    }
    tokens
}

/// The length of the day as in 2026-03-01 with which a text begins.
fn day_length(text: &str) -> Option<usize> {
    let shape = b"0000-00-00";
    let bytes = text.as_bytes();
    let matches = bytes.get(..shape.len())?.iter().zip(shape).all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        dash => byte == dash,
    });
    let ends = bytes.get(shape.len()).is_none_or(|next| !next.is_ascii_digit());
    (matches && ends).then_some(shape.len())
}
