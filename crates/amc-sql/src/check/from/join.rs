//! Joins: their kinds, ON and USING.

use datafusion::sql::sqlparser::ast::{Join, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart};
use datafusion::sql::sqlparser::keywords::Keyword;

use crate::{
    check::{
        analysis::{Analysis, Clause},
        query::quoted,
    },
    suggest::nearest,
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
                    "AMC has no RIGHT JOIN",
                    Some("swap the two tables and use LEFT JOIN".to_owned()),
                );
                constraint
            }
            _ => {
                self.error("unsupported", place, "this kind of join is not part of AMC SQL", None);
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
                self.error(
                    "unsupported",
                    place,
                    "NATURAL JOIN is not part of AMC SQL",
                    Some("use ON or USING".to_owned()),
                );
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
                    let message = format!("the {side} side of the join has no column `{}`", ident.value);
                    let all =
                        relations.iter().flat_map(|relation| relation.columns.list.iter().map(|c| c.name.as_str()));
                    let near = nearest(&ident.value, all).map(str::to_owned);
                    self.unknown_name("unknown_column", ident.span.into(), message, near, None);
                }
            }
            *name = ObjectName(vec![ObjectNamePart::Identifier(quoted(&key))]);
            if let Some(scope) = self.scopes.last_mut() {
                scope.merged.insert(key);
            }
        }
    }
}
