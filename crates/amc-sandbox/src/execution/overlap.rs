//! The overlap rule (sections 6.2 and 7.3 of the contract): Amazon refuses many near-equal queries over the same records, since
//! their differences could tell of single people.

use super::desk::{End, Phase, Run};

/// How many earlier runs of its instance differ from `run` in nothing but literals and parameter values, and read some of the same
/// time. Runs that were refused or cancelled have told nobody anything.
pub(super) fn count(earlier: &[Run], run: &Run) -> usize {
    let (start, end) = run.window.instants(run.created_at);
    let wanted = shape(&run.sql);
    let is_near = |other: &&Run| {
        let (from, to) = other.window.instants(other.created_at);
        other.instance_id == run.instance_id
            && other.has_query()
            && !matches!(other.phase, Phase::Ended { end: End::Cancelled, .. })
            && (other.sql != run.sql || other.parameter_values != run.parameter_values)
            && from < end
            && start < to
            && shape(&other.sql) == wanted
    };
    earlier.iter().filter(is_near).count()
}

/// `statusReason` of a refused run.
pub(super) fn refusal(run: &Run) -> String {
    format!(
        "Execution \"{}\" of workflow \"{}\" could not be run because too many workflows have already been run against the same \
         input data sources in the same or overlapping time windows.",
        run.id, run.workflow_id
    )
}

/// A statement without what may differ between near-equal ones: literals, comments, blanks and case.
fn shape(sql: &str) -> String {
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
