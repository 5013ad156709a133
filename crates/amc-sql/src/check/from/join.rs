//! Joins: their kinds, ON and USING.

use datafusion::sql::sqlparser::ast::{Join, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart};
use datafusion::sql::sqlparser::keywords::Keyword;

use crate::{
    check::{
        analysis::{Analysis, Clause},
        query::quoted,
    },
    diagnostic::named,
    syntax::Place,
};

impl Analysis<'_> {
    pub(super) fn join(&mut self, join: &mut Join, before: Place) -> Place {
        let known = self.scopes.last().map_or(0, |scope| scope.relations.len());
        let place = self.factor(&mut join.relation);
        let constraint = match &mut join.join_operator {
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Left(constraint)
            | JoinOperator::LeftOuter(constraint)
            | JoinOperator::FullOuter(constraint)
            | JoinOperator::CrossJoin(constraint) => constraint,
            JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => {
                let place = self.text.find(before.end, Keyword::RIGHT).unwrap_or(place);
                self.error(
                    "right_join",
                    place,
                    "AMC has no RIGHT JOIN.",
                    Some("Swap the two tables and use LEFT JOIN.".to_owned()),
                );
                constraint
            }
            _ => {
                let help = Some("Use JOIN, LEFT JOIN, FULL OUTER JOIN or CROSS JOIN.".to_owned());
                self.error("unsupported", place, "AMC SQL has no join of this kind.", help);
                return place;
            }
        };
        match constraint {
            JoinConstraint::On(condition) => {
                self.clause = Clause::On;
                self.condition(condition);
                self.clause = Clause::Select;
            }
            JoinConstraint::Using(names) => self.using(names, known),
            JoinConstraint::Natural => {
                self.error("unsupported", place, "AMC SQL has no NATURAL JOIN.", Some("Use ON or USING.".to_owned()));
            }
            JoinConstraint::None => {}
        }
        place
    }

    fn using(&mut self, names: &mut [ObjectName], known: usize) {
        let Some(scope) = self.scopes.last().cloned() else { return };
        for name in names {
            let Some(ident) = name.0.last().and_then(|part| part.as_ident().cloned()) else { continue };
            let key = ident.value.to_lowercase();
            for (side, relations) in [("left", &scope.relations[..known]), ("right", &scope.relations[known..])] {
                let there =
                    relations.iter().any(|relation| relation.columns.open || relation.columns.find(&key).is_some());
                if !there {
                    let message = format!("The {side} side of the join has no column {}.", named(&ident.value));
                    let all =
                        relations.iter().flat_map(|relation| relation.columns.list.iter().map(|c| c.name.as_str()));
                    let near = self.near(&ident.value, all);
                    self.unknown_name("unknown_column", ident.span.into(), message, near, None);
                }
            }
            *name = ObjectName(vec![ObjectNamePart::Identifier(quoted(&key))]);
            if let Some(scope) = self.scopes.last_mut() {
                scope.merged.insert(key.clone());
            }
            self.privacy_of_using(&key);
        }
    }
}
