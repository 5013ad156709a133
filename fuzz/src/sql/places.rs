//! Lines and columns of a text, reckoned apart from the code that is tried: a line ends with LF, CRLF or CR, columns count characters.

use amc_sql::TextRange;

/// A text by its lines.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// First byte of each line, and the first behind it, its end not counted.
    lines: Vec<(usize, usize)>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
        while at < bytes.len() {
            let length = match bytes[at] {
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
                b'\r' | b'\n' => 1,
                _ => {
                    at += 1;
                    continue;
                }
            };
            lines.push((start, at));
            at += length;
            start = at;
        }
        lines.push((start, bytes.len()));
        Self { text, lines }
    }

    /// The byte at a line and column, both from 1; `None` outside of the text. The place behind a line's last character belongs to it.
    pub(super) fn byte(&self, line: usize, column: usize) -> Option<usize> {
        let (start, end) = *self.lines.get(line.checked_sub(1)?)?;
        let nth = column.checked_sub(1)?;
        let mut places = self.text[start..end].char_indices().map(|(at, _)| start + at).chain([end]);
        places.nth(nth)
    }

    /// The line and column of a byte.
    pub(super) fn place(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|(start, _)| *start <= byte).max(1);
        let (start, end) = self.lines[line - 1];
        (line, self.text[start..byte.clamp(start, end)].chars().count() + 1)
    }

    /// The bytes of a range, which must lie in the text and not end before it begins.
    pub(super) fn bytes(&self, range: TextRange) -> (usize, usize) {
        let start = self.byte(range.line, range.column);
        let end = self.byte(range.end_line, range.end_column);
        match (start, end) {
            (Some(start), Some(end)) if start <= end => (start, end),
            _ => panic!("{range:?} does not lie in the text"),
        }
    }
}

/// A name as it is meant: without its quotes, or as it stands.
pub(super) fn bare(written: &str) -> String {
    let Some(quote) = written.chars().next().filter(|c| matches!(c, '"' | '`' | '\'')) else {
        return written.to_owned();
    };
    let inner = &written[1..];
    // At the end of a line a quote may be open.
    let closed = inner.ends_with(quote) && (inner.len() - inner.trim_end_matches(quote).len()) % 2 == 1;
    let inner = if closed { &inner[..inner.len() - 1] } else { inner };
    inner.replace(&format!("{quote}{quote}"), &quote.to_string())
}
