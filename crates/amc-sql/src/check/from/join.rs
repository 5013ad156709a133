//! Joins: their kinds, ON and USING.

use std::{ops::Range, rc::Rc};

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, Join, JoinConstraint, JoinOperator};
use datafusion::sql::sqlparser::keywords::Keyword;

use crate::{
    check::{
        analysis::{Analysis, Clause},
        build::{binary, call, joined},
        query::{quoted, quoted_at},
        scope::{Named, Typed},
    },
    diagnostic::named,
    syntax::Place,
};

impl Analysis<'_> {
    /// Adds a join. `start` is the number of the first entry that it can join to, `before` where the one before it stands.
    pub(super) fn join(&mut self, join: &mut Join, before: Place, start: usize) -> Place {
        let known = self.scopes.last().map_or(0, |scope| scope.relations.len());
        let place = self.factor(&mut join.relation);
        let full = matches!(join.join_operator, JoinOperator::FullOuter(_));
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
            JoinConstraint::Using(_) => self.using(constraint, start..known, full),
            JoinConstraint::Natural => {
                self.error("unsupported", place, "AMC SQL has no NATURAL JOIN.", Some("Use ON or USING.".to_owned()));
            }
            JoinConstraint::None => {}
        }
        place
    }

    /// Turns USING into ON, since the engine knows merged columns neither behind a second join nor where both sides may lack a row. `left` are the
    /// entries that stand left of the join; with `full` either side may lack a row.
    fn using(&mut self, constraint: &mut JoinConstraint, left: Range<usize>, full: bool) {
        let JoinConstraint::Using(names) = constraint else { return };
        let Some(scope) = self.scopes.last().cloned() else { return };
        let mut conditions = Vec::with_capacity(names.len());
        for name in names {
            let Some(ident) = name.0.last().and_then(|part| part.as_ident().cloned()) else { continue };
            let key = ident.value.to_lowercase();
            let mut sides = Vec::with_capacity(2);
            for (side, relations) in [("left", &scope.relations[left.clone()]), ("right", &scope.relations[left.end..])]
            {
                let column = relations.iter().find_map(|relation| Some((relation, relation.columns.find(&key)?)));
                match column {
                    Some((relation, column)) => {
                        let own =
                            Expr::CompoundIdentifier(vec![quoted(&relation.alias), quoted_at(&column.key, &ident)]);
                        let before = scope.merged.get(&key).filter(|_| side == "left").cloned();
                        let at = Named { relation: relation.id, key: column.key.clone() };
                        let values = column.values(ident.span.into());
                        sides.push((before.unwrap_or(own), Typed { column: Some(Rc::new(at)), ..values }));
                    }
                    None if relations.iter().any(|relation| relation.columns.open) => {}
                    None => {
                        let message = format!("The {side} side of the join has no column {}.", named(&ident.value));
                        let all =
                            relations.iter().flat_map(|relation| relation.columns.list.iter().map(|c| c.name.as_str()));
                        let near = self.near(&ident.value, all);
                        self.unknown_name("unknown_column", ident.span.into(), message, near, None);
                    }
                }
            }
            let Ok([(mut left, a), (mut right, b)]) = <[_; 2]>::try_from(sides) else { continue };
            let merged = if full { call("coalesce", vec![left.clone(), right.clone()]) } else { left.clone() };
            self.comparable(&mut left, &a, &mut right, &b);
            conditions.push(binary(left, BinaryOperator::Eq, right));
            if let Some(scope) = self.scopes.last_mut() {
                scope.merged.insert(key.clone(), merged);
            }
            self.privacy_of_link(&a, &b);
        }
        if let Some(condition) = joined(&BinaryOperator::And, conditions) {
            *constraint = JoinConstraint::On(condition);
        }
    }
}
