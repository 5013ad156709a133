//! Records of Amazon's CSV: comma, `"` quote, both `\"` and `""` inside quotes, line breaks inside quotes, CRLF or LF, a
//! byte order mark. An empty field is NULL (Amazon's contract for missing and suppressed values).

use std::io::BufRead;

/// One MiB a cell: more is no value that anybody reads, and would be held in memory at once.
pub(super) const LONGEST_CELL: usize = 1024 * 1024;
/// Columns a result may have.
pub(super) const MOST_COLUMNS: usize = 2_000;

/// Why a file is not the CSV it should be. `row` counts from 1, the header being row 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum CsvProblem {
    /// The file ends inside quotes.
    #[error("it ends inside a quoted field that begins in row {row}")]
    OpenQuote {
        /// Row in which the field begins.
        row: u64,
    },
    /// A closing quote is followed by something else than a comma or the end of the row.
    #[error("row {row} has text behind a closing quote")]
    TextAfterQuote {
        /// Row of the field.
        row: u64,
    },
    /// A row has too few or too many fields.
    #[error("row {row} has {found} fields instead of {expected}")]
    Fields {
        /// The row.
        row: u64,
        /// Its fields.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// A cell is longer than 1 MiB.
    #[error("row {row} has a cell longer than 1 MiB")]
    LongCell {
        /// The row.
        row: u64,
    },
    /// More than 2,000 columns.
    #[error("it has more than 2,000 columns")]
    ManyColumns,
    /// Not UTF-8.
    #[error("row {row} is not UTF-8 text")]
    NotText {
        /// The row.
        row: u64,
    },
}

/// A reader's failure: the file's or the disk's.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadProblem {
    /// The file is not the CSV it should be.
    #[error(transparent)]
    Csv(#[from] CsvProblem),
    /// Reading failed.
    #[error("the file cannot be read")]
    Io(#[from] std::io::Error),
}

/// One record: the texts of all fields in one buffer.
#[derive(Debug, Default)]
pub(super) struct Record {
    text: Vec<u8>,
    ends: Vec<usize>,
    quoted: bool,
}

impl Record {
    /// Number of fields.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Field `index`; `None` for an empty one, which is NULL.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = if index == 0 { 0 } else { self.ends.get(index - 1).copied().unwrap_or(end) };
        // Checked as UTF-8 when the record was completed.
        let text = std::str::from_utf8(self.text.get(start..end)?).ok()?;
        (!text.is_empty()).then_some(text)
    }

    /// All fields.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|index| self.get(index))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.quoted = false;
    }

    fn end_field(&mut self) -> Result<(), CsvProblem> {
        if self.ends.len() >= MOST_COLUMNS {
            return Err(CsvProblem::ManyColumns);
        }
        self.ends.push(self.text.len());
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    FieldStart,
    Bare,
    Quoted,
    Backslash,
    QuoteInQuoted,
}

/// Reads records one after the other; memory is bounded by the longest record.
#[derive(Debug)]
pub(super) struct Records<R> {
    input: R,
    row: u64,
    started: bool,
    skip_line_feed: bool,
}

impl<R: BufRead> Records<R> {
    /// Reads from `input`.
    pub(super) fn new(input: R) -> Self {
        Self { input, row: 0, started: false, skip_line_feed: false }
    }

    /// Rows read so far, the header included.
    pub(super) fn row(&self) -> u64 {
        self.row
    }

    /// Reads the next record into `record`; `false` at the end of the file. A blank line is a record of one empty field.
    ///
    /// # Errors
    /// [`ReadProblem`].
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool, ReadProblem> {
        record.clear();
        if !self.started {
            self.started = true;
            self.skip_mark()?;
        }
        let row = self.row + 1;
        let mut at = At::FieldStart;
        let mut field = 0_usize;
        let mut any = false;
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return match at {
                    At::Quoted | At::Backslash => Err(CsvProblem::OpenQuote { row }.into()),
                    _ if !any => Ok(false),
                    _ => self.finish(record, row).map(|()| true),
                };
            }
            let mut used = 0;
            let mut done = false;
            for &byte in chunk {
                used += 1;
                if std::mem::take(&mut self.skip_line_feed) && byte == b'\n' {
                    continue;
                }
                any = true;
                match (at, byte) {
                    (At::FieldStart, b'"') => {
                        at = At::Quoted;
                        record.quoted = true;
                    }
                    (At::FieldStart | At::Bare | At::QuoteInQuoted, b',') => {
                        record.end_field()?;
                        field = record.text.len();
                        at = At::FieldStart;
                    }
                    (At::FieldStart | At::Bare | At::QuoteInQuoted, b'\r' | b'\n') => {
                        self.skip_line_feed = byte == b'\r';
                        done = true;
                        break;
                    }
                    (At::FieldStart | At::Bare, other) => {
                        record.text.push(other);
                        at = At::Bare;
                    }
                    (At::Quoted, b'"') => at = At::QuoteInQuoted,
                    (At::Quoted, b'\\') => at = At::Backslash,
                    (At::Quoted, other) => record.text.push(other),
                    (At::Backslash, b'"' | b'\\') => {
                        record.text.push(byte);
                        at = At::Quoted;
                    }
                    // Any other character behind a backslash keeps it: `C:\new` is not an escape.
                    (At::Backslash, other) => {
                        record.text.extend([b'\\', other]);
                        at = At::Quoted;
                    }
                    (At::QuoteInQuoted, b'"') => {
                        record.text.push(b'"');
                        at = At::Quoted;
                    }
                    (At::QuoteInQuoted, _) => return Err(CsvProblem::TextAfterQuote { row }.into()),
                }
                if record.text.len() - field > LONGEST_CELL {
                    return Err(CsvProblem::LongCell { row }.into());
                }
            }
            self.input.consume(used);
            if done {
                self.finish(record, row)?;
                return Ok(true);
            }
        }
    }

    fn finish(&mut self, record: &mut Record, row: u64) -> Result<(), ReadProblem> {
        record.end_field()?;
        if std::str::from_utf8(&record.text).is_err() {
            return Err(CsvProblem::NotText { row }.into());
        }
        self.row = row;
        Ok(())
    }

    fn skip_mark(&mut self) -> std::io::Result<()> {
        // The mark may come in pieces only from readers with tiny buffers; ours hold at least 8 KiB.
        let chunk = self.input.fill_buf()?;
        if chunk.starts_with(b"\xef\xbb\xbf") {
            self.input.consume(3);
        }
        Ok(())
    }
}

/// Whether `record` is a blank line: in a table of several columns it says nothing, in one of a single column it is NULL.
pub(super) fn is_blank(record: &Record) -> bool {
    record.len() == 1 && record.get(0).is_none() && !record.quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: impl AsRef<[u8]>, buffer: usize) -> Result<Vec<Vec<Option<String>>>, ReadProblem> {
        let mut records = Records::new(std::io::BufReader::with_capacity(buffer, text.as_ref()));
        let mut record = Record::default();
        let mut rows = Vec::new();
        while records.read(&mut record)? {
            rows.push(record.iter().map(|field| field.map(str::to_owned)).collect());
        }
        Ok(rows)
    }

    fn rows(rows: &[&[&str]]) -> Vec<Vec<Option<String>>> {
        rows.iter().map(|row| row.iter().map(|f| (!f.is_empty()).then(|| (*f).to_owned())).collect()).collect()
    }

    #[test]
    fn both_ways_of_quoting_a_quote_are_read() {
        for (text, expected) in [
            ("a,b\n1,2\n", rows(&[&["a", "b"], &["1", "2"]])),
            ("a,b\r\n1,\r\n", rows(&[&["a", "b"], &["1", ""]])),
            ("a\r1\r", rows(&[&["a"], &["1"]])),
            ("\u{feff}a,b\n1,2", rows(&[&["a", "b"], &["1", "2"]])),
            (r#""a ""q""","b \"q\"""#, rows(&[&["a \"q\"", "b \"q\""]])),
            (r#""back\\slash","C:\new""#, rows(&[&["back\\slash", "C:\\new"]])),
            (r#""ends in \\",x"#, rows(&[&["ends in \\", "x"]])),
            ("\"two\nlines\",x\n", rows(&[&["two\nlines", "x"]])),
            ("\"\",x\n", rows(&[&["", "x"]])),
            ("a\"b,c\\d\n", rows(&[&["a\"b", "c\\d"]])),
            ("x\n1\n\n", rows(&[&["x"], &["1"], &[""]])),
            ("", rows(&[])),
        ] {
            assert_eq!(read(text, 8192).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn damaged_files_are_named_with_their_row() {
        for (text, expected) in [
            ("a\n\"open", CsvProblem::OpenQuote { row: 2 }),
            ("a\n\"open\\\"", CsvProblem::OpenQuote { row: 2 }),
            ("\"a\"b", CsvProblem::TextAfterQuote { row: 1 }),
        ] {
            assert!(matches!(read(text, 8192), Err(ReadProblem::Csv(problem)) if problem == expected), "{text}");
        }
        assert!(matches!(read(b"a\n\xff\n", 8192), Err(ReadProblem::Csv(CsvProblem::NotText { row: 2 }))));
        let long = "x".repeat(LONGEST_CELL + 1);
        assert!(matches!(read(&long, 8192), Err(ReadProblem::Csv(CsvProblem::LongCell { row: 1 }))));
        let wide = ",".repeat(MOST_COLUMNS);
        assert!(matches!(read(&wide, 8192), Err(ReadProblem::Csv(CsvProblem::ManyColumns))));
    }

    fn cell() -> impl Strategy<Value = String> {
        proptest::string::string_regex("[a-z0-9,\"\\\\\n\r ü'=]{0,12}").unwrap()
    }

    proptest! {
        #[test]
        fn what_is_written_either_way_is_read_back(
            table in (1..5_usize).prop_flat_map(|width| prop::collection::vec(prop::collection::vec(cell(), width), 0..12)),
            backslash in any::<bool>(), crlf in any::<bool>(), buffer in 3..40_usize,
        ) {
            let mut text = String::new();
            for row in &table {
                let fields: Vec<String> = row.iter().map(|field| {
                    let field = field.replace('\\', "\\\\");
                    format!("\"{}\"", if backslash { field.replace('"', "\\\"") } else { field.replace('"', "\"\"") })
                }).collect();
                text += &fields.join(",");
                text += if crlf { "\r\n" } else { "\n" };
            }
            let expected: Vec<Vec<Option<String>>> = table.iter()
                .map(|row| row.iter().map(|f| (!f.is_empty()).then(|| f.clone())).collect()).collect();
            prop_assert_eq!(read(&text, buffer).unwrap(), expected);
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), buffer in 3..40_usize) {
            let _ = read(&bytes, buffer);
        }
    }
}
