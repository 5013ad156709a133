//! What a call holds beside its arguments: ORDER BY, WITHIN GROUP, IGNORE NULLS.

use datafusion::sql::sqlparser::{
    ast::{Function, FunctionArgumentClause},
    keywords::Keyword,
};

use crate::{check::analysis::Analysis, syntax::Place};

impl Analysis<'_> {
    /// Refuses what the function does not take. `name` stands at `name_place`, the call with its arguments at `place`.
    pub(super) fn call_clauses(
        &mut self,
        function: &mut Function,
        clauses: Vec<FunctionArgumentClause>,
        name: &str,
        name_place: Place,
        place: Place,
    ) {
        let windowed = function.over.is_some();
        let inside = self.text.place(self.text.index_at(name_place.end) + 1).start;
        for clause in clauses {
            match clause {
                FunctionArgumentClause::IgnoreOrRespectNulls(nulls) => function.null_treatment = Some(nulls),
                FunctionArgumentClause::OrderBy(_) => {
                    let at = self.text.find(inside, Keyword::ORDER).map(|at| self.text.and_next(at));
                    let help = (name == "COLLECT").then(|| "Write COLLECT(x) WITHIN GROUP (ORDER BY y).".to_owned());
                    self.not_taken(name, "ORDER BY", at.unwrap_or(place), help);
                }
                _ => {
                    let message = format!("The call of {name} holds something that AMC SQL does not know.");
                    self.error("unsupported", place, message, Some("Give it nothing but arguments.".to_owned()));
                }
            }
        }
        let picks = matches!(name, "FIRST_VALUE" | "LAST_VALUE" | "LAG" | "LEAD");
        if function.null_treatment.is_some() && !(picks && windowed) {
            function.null_treatment = None;
            let find =
                |from| [Keyword::IGNORE, Keyword::RESPECT].into_iter().find_map(|word| self.text.find(from, word));
            let at = find(inside).or_else(|| find(place.end)).map(|at| self.text.and_next(at));
            self.not_taken(name, "IGNORE NULLS", at.unwrap_or(place), None);
        }
        // Calcite sorts what COLLECT gathers.
        if !function.within_group.is_empty() && (name != "COLLECT" || windowed) {
            function.within_group.clear();
            let at = self.text.find(place.end, Keyword::WITHIN).map(|at| self.text.and_next(at));
            self.not_taken(name, "WITHIN GROUP", at.unwrap_or(place), None);
        }
    }

    fn not_taken(&mut self, name: &str, what: &str, place: Place, help: Option<String>) {
        let help = help.or_else(|| Some("Remove it.".to_owned()));
        self.error("unsupported", place, format!("{name} takes no {what}."), help);
    }
}
