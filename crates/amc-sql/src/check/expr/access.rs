//! Arrays, and what stands inside arrays and rows.

use datafusion::sql::sqlparser::ast::{AccessExpr, Array, Expr, Subscript};

use crate::{
    check::{
        analysis::{Analysis, convert},
        scope::Typed,
    },
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn array(&mut self, array: &mut Array) -> Typed {
        let typed: Vec<Typed> = array.elem.iter_mut().map(|item| self.expr(item)).collect();
        let mut element = SqlType::Null;
        let mut place = Place::default();
        for item in &typed {
            place = place.with(item.place);
            element = self.common(&element, &item.data_type).unwrap_or_else(|| {
                let message = format!("this is {}, but the values before are {element}", item.data_type);
                self.error("type_mismatch", item.place, message, None);
                SqlType::Unknown
            });
        }
        for (item, from) in array.elem.iter_mut().zip(&typed) {
            convert(item, &from.data_type, &element);
        }
        array.named = false;
        Typed::made_of(SqlType::array(element), place, &typed.iter().collect::<Vec<_>>())
    }

    pub(super) fn access(&mut self, root: &mut Expr, chain: &mut [AccessExpr]) -> Typed {
        let mut typed = self.expr(root);
        for access in chain {
            let next = match (access, &typed.data_type) {
                (AccessExpr::Subscript(Subscript::Index { index }), data_type) => {
                    let element = match data_type {
                        SqlType::Array(element) => SqlType::clone(element),
                        SqlType::Map => SqlType::STRING,
                        _ => SqlType::Unknown,
                    };
                    self.expr(index);
                    element
                }
                (AccessExpr::Dot(Expr::Identifier(field)), SqlType::Row(fields)) => fields
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(&field.value))
                    .map_or(SqlType::Unknown, |(_, data_type)| data_type.clone()),
                _ => SqlType::Unknown,
            };
            typed = Typed::made_of(next, typed.place, &[&typed]);
        }
        typed
    }
}
