//! Which keywords can come at a place.

use super::{
    keyword::Kw,
    lex::{Kind, Lexed},
    outline::{Clause, Frame, Holds, WithPart},
};

/// Units that EXTRACT, INTERVAL and DATE_TRUNC know.
pub(super) const UNITS: &[&str] =
    &["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOW", "DOY", "HOUR", "MINUTE", "SECOND", "EPOCH"];
/// Types that CAST knows, in SQL's names.
const TYPES: &[&str] = &[
    "BIGINT",
    "BOOLEAN",
    "CHAR",
    "DATE",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "INTEGER",
    "REAL",
    "SMALLINT",
    "TIMESTAMP",
    "TINYINT",
    "VARCHAR",
];
const OPERANDS: &[&str] = &["CASE", "NOT", "NULL", "TRUE", "FALSE", "EXISTS", "INTERVAL", "DATE", "TIMESTAMP", "ARRAY"];
const OPERATORS: &[&str] =
    &["AND", "OR", "IN", "NOT IN", "IS NULL", "IS NOT NULL", "BETWEEN", "LIKE", "NOT LIKE", "SIMILAR TO"];
/// RIGHT JOIN is left out: AMC refuses it.
const JOINS: &[&str] = &["JOIN", "LEFT JOIN", "INNER JOIN", "FULL OUTER JOIN", "CROSS JOIN"];

/// What may be written at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A new name, or nothing that can be known.
    Nothing,
    /// Keywords only.
    Keywords,
    /// A relation.
    Relation,
    /// A table function.
    TableFunction,
    /// Columns that both sides of a join have.
    Using,
    /// A window's name.
    WindowName,
    /// An operand.
    Operand,
}

/// What may be written before token `cursor`, and the keywords that may.
pub(super) fn at(lexed: &Lexed<'_>, cursor: usize, frame: &Frame) -> (Place, Vec<&'static str>) {
    let before = cursor.checked_sub(1).filter(|before| *before >= frame.start);
    let kw = before.map_or(Kw::None, |before| lexed.kw(before));
    let function = match frame.holds {
        Holds::Call(name) => lexed.text(name).to_ascii_uppercase(),
        _ => String::new(),
    };
    let only = |words: &[&'static str]| (Place::Keywords, words.to_vec());
    match (frame.holds, frame.clause) {
        (Holds::CteColumns | Holds::RelationColumns(_), _) => return (Place::Nothing, Vec::new()),
        (Holds::Using, _) => return (Place::Using, Vec::new()),
        (Holds::Query { .. }, Clause::With(part)) => {
            return match part {
                WithPart::AfterName => only(&["AS"]),
                WithPart::AfterBody => only(&["SELECT"]),
                WithPart::Name | WithPart::AfterAs => (Place::Nothing, Vec::new()),
            };
        }
        (Holds::Query { .. }, Clause::Start) => return start(kw, frame),
        (Holds::Query { .. } | Holds::Relations, Clause::From) => return from(lexed, before, kw, frame),
        (Holds::Query { .. }, Clause::Using | Clause::Values) if kw != Kw::None => return (Place::Nothing, Vec::new()),
        _ => {}
    }
    match kw {
        Kw::As if function == "CAST" => return only(TYPES),
        Kw::As => return (Place::Nothing, Vec::new()),
        Kw::Group | Kw::Order | Kw::Partition => return only(&["BY"]),
        Kw::Left | Kw::Inner | Kw::Full | Kw::Cross | Kw::Outer | Kw::Natural => return only(&["JOIN", "OUTER JOIN"]),
        Kw::Is => return only(&["NULL", "NOT NULL", "TRUE", "FALSE"]),
        Kw::Similar => return only(&["TO"]),
        Kw::Over => return (Place::WindowName, Vec::new()),
        Kw::Rows | Kw::Range => return only(&["BETWEEN", "UNBOUNDED PRECEDING", "CURRENT ROW"]),
        Kw::Limit => return (Place::Nothing, Vec::new()),
        _ => {}
    }
    match function.as_str() {
        "TABLE" => return (Place::TableFunction, Vec::new()),
        super::outline::EXTEND | "CUSTOM_PARAMETER" | "BUILT_IN_PARAMETER" => return (Place::Nothing, Vec::new()),
        "EXTRACT" if before.is_none() => return only(UNITS),
        "EXTRACT" if before == Some(frame.start) => return only(&["FROM"]),
        _ => {}
    }
    if frame.holds == Holds::Over && frame.clause == Clause::Window {
        let words: &[&str] = if before.is_none() { &["PARTITION BY", "ORDER BY"] } else { &[] };
        return only(words);
    }
    if frame.clause == Clause::Window {
        let named = before.is_some_and(|before| lexed.is_name(before));
        return if named { only(&["AS"]) } else { (Place::Nothing, Vec::new()) };
    }
    let Some(last) = before.filter(|before| ends_operand(lexed, *before, frame.start)) else {
        return (Place::Operand, operand(kw, before, frame));
    };
    let is_interval = last.checked_sub(1).is_some_and(|at| lexed.kw(at) == Kw::Interval);
    if is_interval && matches!(lexed.kind(last), Some(Kind::Text(_) | Kind::Number)) {
        return only(UNITS);
    }
    (Place::Keywords, behind_operand(lexed, last, frame, &function))
}

fn start(kw: Kw, frame: &Frame) -> (Place, Vec<&'static str>) {
    let words: &[&str] = match kw {
        Kw::Union => &["ALL", "DISTINCT", "SELECT"],
        _ if frame.block.is_some() => &["SELECT"],
        _ if frame.holds == (Holds::Query { cte: true }) => &["SELECT", "VALUES", "WITH"],
        _ => &["SELECT", "WITH"],
    };
    (Place::Keywords, words.to_vec())
}

fn from(lexed: &Lexed<'_>, before: Option<usize>, kw: Kw, frame: &Frame) -> (Place, Vec<&'static str>) {
    let after_dot = before.is_some_and(|before| lexed.is_sign(before, '.'));
    if frame.wants_relation || after_dot {
        let words: &[&str] = if before.is_none() { &["SELECT", "VALUES"] } else { &[] };
        return (Place::Relation, words.to_vec());
    }
    let mut words = Vec::new();
    match kw {
        Kw::As => return (Place::Nothing, words),
        Kw::Group | Kw::Order => words.push("BY"),
        Kw::Left | Kw::Full => words.extend(["JOIN", "OUTER JOIN"]),
        Kw::Inner | Kw::Outer | Kw::Cross | Kw::Natural | Kw::Right => words.push("JOIN"),
        _ => {
            // The join that the last relation belongs to still needs its condition.
            let mut depth = 0_usize;
            let joined = (frame.start..before.map_or(frame.start, |before| before + 1))
                .rev()
                .find_map(|at| {
                    if lexed.is_sign(at, ')') {
                        depth += 1;
                    } else if lexed.is_sign(at, '(') {
                        depth = depth.saturating_sub(1);
                    }
                    match lexed.kw(at) {
                        Kw::Join if depth == 0 => Some(at == 0 || lexed.kw(at - 1) != Kw::Cross),
                        Kw::From if depth == 0 => Some(false),
                        _ if depth == 0 && lexed.is_sign(at, ',') => Some(false),
                        _ => None,
                    }
                })
                .unwrap_or(false);
            if joined {
                words.extend(["ON", "USING"]);
            }
            words.extend(JOINS);
            words.extend(["WHERE", "GROUP BY", "HAVING", "AS", "WINDOW", "UNION ALL"]);
        }
    }
    (Place::Keywords, words)
}

fn operand(kw: Kw, before: Option<usize>, frame: &Frame) -> Vec<&'static str> {
    let mut words = Vec::new();
    match kw {
        Kw::Select => words.push("DISTINCT"),
        Kw::Case => words.push("WHEN"),
        Kw::Not => words.extend(["IN", "LIKE", "BETWEEN", "SIMILAR TO"]),
        Kw::Interval => return words,
        _ => {}
    }
    match frame.holds {
        Holds::Call(_) if before.is_none() => words.push("DISTINCT"),
        Holds::Expression if before.is_none() => words.push("SELECT"),
        _ => {}
    }
    if !matches!(frame.clause, Clause::GroupBy | Clause::PartitionBy) {
        words.extend(OPERANDS);
    }
    words
}

fn behind_operand(lexed: &Lexed<'_>, last: usize, frame: &Frame, function: &str) -> Vec<&'static str> {
    let mut words = Vec::new();
    if frame.cases > 0 {
        words.extend(["WHEN", "THEN", "ELSE", "END"]);
    }
    if function == "CAST" {
        words.push("AS");
    }
    match frame.holds {
        Holds::Over => match frame.clause {
            Clause::PartitionBy => words.extend(["ORDER BY", "ROWS BETWEEN"]),
            _ => words.extend(["ASC", "DESC", "ROWS BETWEEN"]),
        },
        Holds::Query { .. } | Holds::Relations => match frame.clause {
            Clause::Select => {
                words.extend(["FROM", "AS"]);
                if lexed.is_sign(last, ')') {
                    words.extend(["OVER", "FILTER"]);
                }
            }
            Clause::On | Clause::Using => {
                words.extend(JOINS);
                words.extend(["WHERE", "GROUP BY", "HAVING", "UNION ALL"]);
            }
            Clause::Where => words.extend(["GROUP BY", "HAVING", "WINDOW", "UNION ALL"]),
            Clause::GroupBy => words.extend(["HAVING", "WINDOW", "UNION ALL"]),
            Clause::Having => words.extend(["WINDOW", "UNION ALL"]),
            Clause::OrderBy => words.extend(["ASC", "DESC"]),
            _ => words.push("UNION ALL"),
        },
        _ => {}
    }
    if !matches!(frame.clause, Clause::GroupBy | Clause::PartitionBy | Clause::Using | Clause::Values) {
        words.extend(OPERATORS);
    }
    words
}

/// Whether a token ends an operand, so that an operator or a keyword comes next.
fn ends_operand(lexed: &Lexed<'_>, index: usize, start: usize) -> bool {
    match lexed.kind(index) {
        Some(Kind::Word(kw)) => kw.is_value(),
        Some(Kind::Quoted(_) | Kind::Text(_) | Kind::Number) => true,
        Some(Kind::Sign(')' | ']' | '}')) => true,
        // All columns, rather than a product.
        Some(Kind::Sign('*')) => {
            index == start || {
                let before = index - 1;
                lexed.is_sign(before, '.')
                    || lexed.is_sign(before, ',')
                    || matches!(lexed.kw(before), Kw::Select | Kw::Distinct | Kw::All)
            }
        }
        _ => false,
    }
}
