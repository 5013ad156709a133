//! Reading AMC's refusals. The compiler's messages are those of Apache Calcite; everything is matched loosely, because the
//! texts are nobody's promise.

/// A place in the SQL that was sent. Lines and columns count from 1; the end is inclusive, as Calcite has it. For a point,
/// end and start are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Position {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Last column.
    pub end_column: u32,
}

impl Position {
    /// Finds the first place in a compiler message. Two forms are known: `From line L, column C to line L, column C` and
    /// `at line L, column C`. Text inside double quotes is quoted SQL and only looked at if nothing else is found.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let mut quoted = false;
        let mut fallback = None;
        let mut previous = ' ';
        for (index, character) in text.char_indices() {
            if character == '"' {
                quoted = !quoted;
            } else if !previous.is_alphanumeric()
                && let Some(position) = position_at(&text[index..])
            {
                if !quoted {
                    return Some(position);
                }
                fallback.get_or_insert(position);
            }
            previous = character;
        }
        fallback
    }
}

fn position_at(text: &str) -> Option<Position> {
    if let Some(rest) = word(text, "from") {
        let ((line, column), rest) = point(rest)?;
        let end = word(rest.trim_start(), "to").and_then(point).map(|(end, _)| end);
        // An end before its start is nonsense; the start is still worth showing.
        let (end_line, end_column) = end.filter(|end| *end >= (line, column)).unwrap_or((line, column));
        return Some(Position { line, column, end_line, end_column });
    }
    let ((line, column), _) = point(word(text, "at")?)?;
    Some(Position { line, column, end_line: line, end_column: column })
}

/// `line L, column C`, and what follows.
fn point(text: &str) -> Option<((u32, u32), &str)> {
    let (line, rest) = number(word(text, "line")?)?;
    let rest = rest.trim_start().strip_prefix(',')?.trim_start();
    let (column, rest) = number(word(rest, "column")?)?;
    Some(((line, column), rest))
}

/// Strips a word in any case and the white space after it, which must be there.
fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    let rest = &text[word.len()..];
    (head.eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let value = text[..end].parse().ok().filter(|value| *value > 0)?;
    Some((value, &text[end..]))
}

/// What a refusal means. The same texts come with status 400 at once, or later as the reason of a REJECTED or FAILED run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The SQL does not compile.
    Compile {
        /// The reason, without the standing phrase before it.
        message: String,
        /// Where, if the text says so.
        position: Option<Position>,
    },
    /// Too many runs have read the same data (privacy).
    Overlap {
        /// The whole text.
        message: String,
    },
    /// The run used up its time.
    TimedOut {
        /// The whole text.
        message: String,
    },
    /// Anything else.
    Other {
        /// The whole text.
        message: String,
    },
}

impl Refusal {
    /// Classifies a refusal by its text.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        if lower.contains("too many workflows have already been run") {
            return Self::Overlap { message: text.to_owned() };
        }
        if lower.contains("execution timed out") {
            return Self::TimedOut { message: text.to_owned() };
        }
        const CAUSE: &str = "found to be invalid:";
        let compiles_not = lower.contains("unable to compile workflow")
            || lower.starts_with("encountered \"")
            || lower.contains("referenced an undeclared parameter")
            || position_at(text).is_some()
            || ((lower.starts_with("object '") || lower.starts_with("column '")) && lower.contains("' not found"));
        if !compiles_not {
            return Self::Other { message: text.to_owned() };
        }
        // `to_ascii_lowercase` keeps byte offsets, so an index into `lower` is one into `text`.
        let reason = lower.find(CAUSE).map_or(text, |start| text[start + CAUSE.len()..].trim());
        let reason = if reason.is_empty() { text } else { reason };
        Self::Compile { message: reason.to_owned(), position: Position::find(reason) }
    }

    /// The text to show.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::Compile { message, .. }
            | Self::Overlap { message }
            | Self::TimedOut { message }
            | Self::Other { message } => message,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(line: u32, column: u32, end_line: u32, end_column: u32) -> Option<Position> {
        Some(Position { line, column, end_line, end_column })
    }

    #[test]
    fn a_validator_message_gives_a_range() {
        let text = "From line 3, column 8 to line 4, column 15: Column 'spent' not found in any table";
        assert_eq!(Position::find(text), place(3, 8, 4, 15));
    }

    #[test]
    fn a_parser_message_gives_a_point() {
        let text = "Encountered \"FORM\" at line 2, column 5.\nWas expecting one of:\n    <EOF>\n    \"FROM\" ...";
        assert_eq!(Position::find(text), place(2, 5, 2, 5));
        assert_eq!(Position::find("At line 12, column 1: Object 'x' not found"), place(12, 1, 12, 1));
    }

    #[test]
    fn quoted_sql_that_looks_like_a_place_does_not_win() {
        let text = "Encountered \"at line 9, column 9\" at line 2, column 5.";
        assert_eq!(Position::find(text), place(2, 5, 2, 5));
        assert_eq!(Position::find("Encountered \"\"\" at line 2, column 5."), place(2, 5, 2, 5));
    }

    #[test]
    fn text_without_a_place_has_none() {
        for text in [
            "",
            "Number of columns must match number of query columns",
            "at line",
            "at line 0, column 3",
            "at line 3 column 4",
            "format line 3, column 4",
            "at line 99999999999999999999, column 1",
            "at line three, column four",
        ] {
            assert_eq!(Position::find(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_that_ends_before_it_starts_is_read_as_a_point() {
        assert_eq!(Position::find("From line 3, column 8 to line 3, column 2: x"), place(3, 8, 3, 8));
    }

    #[test]
    fn the_standing_phrase_is_cut_off_a_compile_error() {
        let text = "Was unable to compile workflow transient_1 because it was found to be invalid: \
                    From line 1, column 8 to line 1, column 12: Column 'spent' not found in any table";
        let Refusal::Compile { message, position } = Refusal::from_text(text) else { panic!("not a compile error") };
        assert!(message.starts_with("From line 1"), "{message}");
        assert_eq!(position, place(1, 8, 1, 12));
    }

    #[test]
    fn a_compile_error_without_a_reason_keeps_its_text() {
        let text = "Was unable to compile workflow w because it was found to be invalid:";
        let Refusal::Compile { message, position } = Refusal::from_text(text) else { panic!("not a compile error") };
        assert_eq!((message.as_str(), position), (text, None));
    }

    #[test]
    fn the_overlap_rule_is_told_from_other_refusals() {
        let text = "Workflow w could not be run because too many workflows have already been run against the same input \
                    data sources";
        assert!(matches!(Refusal::from_text(text), Refusal::Overlap { .. }));
        assert!(matches!(Refusal::from_text("The run took too long"), Refusal::Other { .. }));
    }

    #[test]
    fn a_run_that_used_up_its_time_is_told_from_a_gateway_that_did() {
        let text = "The workflow execution timed out after 900 seconds";
        assert!(matches!(Refusal::from_text(text), Refusal::TimedOut { .. }));
        assert!(matches!(Refusal::from_text("Endpoint request timed out"), Refusal::Other { .. }));
    }

    #[test]
    fn a_bare_compiler_message_is_a_compile_error_too() {
        for text in [
            "From line 1, column 8 to line 1, column 12: Column 'spent' not found in any table",
            "At line 1, column 8: Object 'x' not found",
            "Encountered \"FORM\" at line 2, column 5.",
            "Column 'spent' not found in any table",
            "Object 'dsp_impresions' not found",
            "The query referenced an undeclared parameter: product",
        ] {
            assert!(matches!(Refusal::from_text(text), Refusal::Compile { .. }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_range_is_found_whatever_stands_around_it(
            before in "[a-z (){}',.:ü]{0,40} ", after in "[^\"]{0,60}",
            line in 1u32..100_000, column in 1u32..100_000, lines in 0u32..50, columns in 0u32..500,
        ) {
            let text = format!(
                "{before}From line {line}, column {column} to line {}, column {}: {after}",
                line + lines, column + columns
            );
            prop_assert_eq!(Position::find(&text), place(line, column, line + lines, column + columns));
        }

        #[test]
        fn every_point_is_found_in_either_case(
            before in "[a-z (){}',.:ü]{0,40} ", upper: bool, line in 1u32..u32::MAX, column in 1u32..u32::MAX,
        ) {
            let at = if upper { "At" } else { "at" };
            let text = format!("{before}{at} line {line}, column {column}.");
            prop_assert_eq!(Position::find(&text), place(line, column, line, column));
        }

        #[test]
        fn no_text_makes_the_parser_panic_and_ends_never_precede_starts(text in ".{0,200}") {
            if let Some(found) = Position::find(&text) {
                prop_assert!(found.line > 0 && found.column > 0);
                prop_assert!((found.end_line, found.end_column) >= (found.line, found.column));
            }
            let _ = Refusal::from_text(&text);
        }

        #[test]
        fn texts_made_of_the_grammars_own_pieces_never_panic(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["From ", "at ", "line ", "column ", "to ", ", ", "3", "0", "99999999999", "\"", "é"]),
                0..20,
            ),
        ) {
            let _ = Position::find(&pieces.concat());
        }
    }
}
