//! What near-equal statements have in common.

/// A statement without what may differ between near-equal ones: literals, comments, blanks and case. Texts and numbers become `?`.
///
/// Two statements of one shape over the same rows can tell of single people by their differences, so that Amazon refuses too many of
/// them (the overlap rule). Where exactly Amazon draws the line is not published.
#[must_use]
pub fn shape(sql: &str) -> String {
    let mut shape = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let after_word = shape.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let (length, stands_for) = if first == '\'' {
            (text_length(rest), '?')
        } else if first.is_ascii_digit() && !after_word {
            (rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len()), '?')
        } else if rest.starts_with("--") {
            (rest.find('\n').unwrap_or(rest.len()), ' ')
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |at| at + 2), ' ')
        } else if first.is_whitespace() {
            (first.len_utf8(), ' ')
        } else {
            (first.len_utf8(), first.to_ascii_lowercase())
        };
        if stands_for != ' ' || !shape.ends_with(' ') {
            shape.push(stands_for);
        }
        rest = &rest[length..];
    }
    shape.trim().to_string()
}

/// Bytes of the text literal that `rest` begins with; two quotes in it are one.
fn text_length(rest: &str) -> usize {
    let mut end = 1;
    while let Some(at) = rest[end..].find('\'') {
        end += at + 1;
        if !rest[end..].starts_with('\'') {
            return end;
        }
        end += 1;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_differ_in_literals_alone_have_one_shape() {
        let one =
            "SELECT campaign, SUM(clicks) AS n FROM t WHERE campaign = 'it''s' AND x1 > 1.5e3 -- a\nGROUP BY campaign";
        let other =
            "select  campaign, sum(clicks) AS n\nfrom t where campaign = 'Trail' and x1 > 7 /* b */ group by campaign";
        assert_eq!(shape(one), shape(other));
        assert_ne!(shape(one), shape(&one.replace("x1", "x2")));
        assert_ne!(shape(one), shape(&one.replace("AND x1 > 1.5e3", "")));
    }

    #[test]
    fn what_is_not_closed_ends_with_the_statement() {
        assert_eq!(shape("a 'x"), "a ?");
        assert_eq!(shape("a '"), "a ?");
        assert_eq!(shape("a /* x"), "a");
        assert_eq!(shape("a --"), "a");
        assert_eq!(shape("''''ü"), "?ü");
    }
}
