//! CASE, and what alternatives have in common.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr};

use crate::{
    check::{
        analysis::{Analysis, convert},
        build::binary,
        expr::take,
        scope::Typed,
    },
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn case(&mut self, expr: &mut Expr) -> Typed {
        let Expr::Case { case_token, end_token, operand, conditions, else_result } = expr else {
            return Typed::unknown(Place::default());
        };
        let place = Place::from(case_token.0.span).with(end_token.0.span.into());
        let subject = operand.as_mut().map(|operand| self.expr(operand));
        let mut results: Vec<Typed> = Vec::new();
        let mut flags: Vec<Typed> = Vec::new();
        for when in conditions.iter_mut() {
            match (&subject, operand.as_mut()) {
                (Some(subject), Some(operand)) => {
                    let typed = self.expr(&mut when.condition);
                    let mut copy = (**operand).clone();
                    flags.push(self.comparable(&mut copy, subject, &mut when.condition, &typed));
                    if copy != **operand {
                        // Each branch may need another conversion, so the simple form becomes the searched one.
                        let right = take(&mut when.condition);
                        when.condition = binary(copy, BinaryOperator::Eq, right);
                    } else {
                        let right = take(&mut when.condition);
                        when.condition = binary((**operand).clone(), BinaryOperator::Eq, right);
                    }
                }
                _ => flags.push(self.condition(&mut when.condition)),
            }
            results.push(self.expr(&mut when.result));
        }
        *operand = None;
        if let Some(otherwise) = else_result {
            results.push(self.expr(otherwise));
        }
        let data_type = self.common_of(&results, "CASE");
        for (when, from) in conditions.iter_mut().zip(&results) {
            convert(&mut when.result, &from.data_type, &data_type);
        }
        if let (Some(otherwise), Some(from)) = (else_result, results.last()) {
            convert(otherwise, &from.data_type, &data_type);
        }
        let typed = Typed::made_of(data_type, place, &results.iter().collect::<Vec<_>>());
        Typed {
            weight: flags.iter().fold(typed.weight, |weight, flag| weight.saturating_add(flag.weight)),
            aggregate: typed.aggregate
                || flags.iter().any(|flag| flag.aggregate)
                || subject.as_ref().is_some_and(|subject| subject.aggregate),
            window: typed.window || flags.iter().any(|flag| flag.window),
            constant: typed.constant && flags.iter().all(|flag| flag.constant),
            ..typed
        }
    }

    /// The type that alternatives have in common.
    pub(crate) fn common_of(&mut self, parts: &[Typed], what: &str) -> SqlType {
        let mut data_type = SqlType::Null;
        for part in parts {
            match self.common(&data_type, &part.data_type) {
                Some(both) => data_type = both,
                None => {
                    let message = format!("{what} would answer {} here and {data_type} elsewhere.", part.data_type);
                    self.error("type_mismatch", part.place, message, Some("Convert one of them with CAST.".to_owned()));
                    return SqlType::Unknown;
                }
            }
        }
        data_type
    }
}
