//! How a run goes when a test has a say in it: by a marker in a comment of the statement, or by the id of its workflow.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A course a run takes in place of the ordinary one.
///
/// As a marker it stands in a comment of the statement: `-- sandbox:slow 120`, `/* sandbox:failed some text */`,
/// `sandbox:rejected some text`, `sandbox:overlap`, `sandbox:timeout`, `sandbox:stuck`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Script {
    /// RUNNING takes this much longer. In a marker: seconds.
    Slow {
        /// The time that is added.
        #[serde(rename = "extra_ms", with = "crate::settings::millis")]
        extra: Duration,
    },
    /// The run ends as FAILED.
    Failed {
        /// `statusReason`
        text: String,
    },
    /// The run ends as REJECTED.
    Rejected {
        /// `statusReason`
        text: String,
    },
    /// The run ends as REJECTED, because too many runs have read the same data.
    Overlap,
    /// The run goes on until its time-out and ends as FAILED.
    Timeout,
    /// The run stays RUNNING until it is cancelled.
    Stuck,
}

const MARK: &str = "sandbox:";

impl Script {
    /// The marker of a statement, if its comments hold one.
    pub(crate) fn of_statement(sql: &str) -> Option<Self> {
        comments(sql).find_map(Self::of_comment)
    }

    fn of_comment(comment: &str) -> Option<Self> {
        let order = comment.get(comment.find(MARK)? + MARK.len()..)?;
        let order = order.lines().next().unwrap_or_default().trim();
        let (word, rest) = order.split_once(char::is_whitespace).unwrap_or((order, ""));
        let text = |fallback: &str| if rest.trim().is_empty() { fallback.to_string() } else { rest.trim().to_string() };
        Some(match word {
            "slow" => Self::Slow { extra: Duration::from_secs(rest.trim().parse().ok()?) },
            "failed" => Self::Failed { text: text("The workflow execution failed, as its statement asked for") },
            "rejected" => {
                Self::Rejected { text: text("The workflow execution was rejected, as its statement asked for") }
            }
            "overlap" => Self::Overlap,
            "timeout" => Self::Timeout,
            "stuck" => Self::Stuck,
            _ => return None,
        })
    }
}

/// The comments of a statement, without their marks. Text in quotes is none.
fn comments(sql: &str) -> impl Iterator<Item = &str> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(at) = rest.find(['\'', '"', '-', '/']) {
        rest = &rest[at..];
        let skip = |from: usize, end: &str| rest[from..].find(end).map_or(rest.len(), |i| from + i + end.len());
        let next = match rest.as_bytes()[0] {
            quote @ (b'\'' | b'"') => skip(1, if quote == b'"' { "\"" } else { "'" }),
            _ if rest.starts_with("--") => {
                let end = skip(2, "\n");
                found.push(&rest[2..end]);
                end
            }
            _ if rest.starts_with("/*") => {
                let end = skip(2, "*/");
                found.push(rest[2..end].trim_end_matches("*/"));
                end
            }
            _ => 1,
        };
        rest = &rest[next..];
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_counts_in_comments_only() {
        assert_eq!(Script::of_statement("SELECT 1 -- sandbox:stuck\nFROM t"), Some(Script::Stuck));
        assert_eq!(
            Script::of_statement("/* sandbox:slow 90 */ SELECT 1"),
            Some(Script::Slow { extra: Duration::from_secs(90) })
        );
        assert_eq!(Script::of_statement("SELECT 'it''s -- sandbox:stuck' FROM t"), None);
        assert_eq!(
            Script::of_statement("SELECT 1 /* sandbox:failed no luck */"),
            Some(Script::Failed { text: "no luck".into() })
        );
    }

    #[test]
    fn an_open_comment_or_quote_is_no_trouble() {
        assert_eq!(Script::of_statement("SELECT 'x"), None);
        assert_eq!(Script::of_statement("SELECT 1 /* sandbox:overlap"), Some(Script::Overlap));
        assert_eq!(Script::of_statement("-"), None);
    }
}
