//! How findings speak to people.

use amc_sql::Diagnostic;

/// Says what is wrong with the words of a finding; `None` if they are as they should be: whole sentences, capital letter to full stop, names bare,
/// nothing of the parser's or the engine's own.
pub(crate) fn fault_in_words(found: &Diagnostic) -> Option<String> {
    let sentences = [Some(&found.message), found.help.as_ref()];
    sentences.into_iter().flatten().find_map(|sentence| {
        // What the statement itself says may be anything.
        let ours: String = sentence.split(['\'', '"']).step_by(2).collect();
        let begins = !sentence.starts_with(|c: char| c.is_lowercase() || c.is_whitespace());
        let ends = sentence.ends_with(['.', '?']);
        let foreign = ["Expected", "found:", "Error", "Token::", "planning", "DataFusion", "sql parser", "EOF"]
            .into_iter()
            .find(|word| ours.contains(word));
        (!begins || !ends || foreign.is_some()).then(|| format!("{}: {sentence} ({foreign:?})", found.code))
    })
}
