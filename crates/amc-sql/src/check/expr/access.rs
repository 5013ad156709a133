//! Arrays, and what stands inside arrays and rows.

use datafusion::sql::sqlparser::ast::{AccessExpr, Expr, Subscript};

use crate::{
    check::{
        analysis::{Analysis, convert},
        build::call,
        expr::take,
        scope::Typed,
    },
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn array(&mut self, expr: &mut Expr) -> Typed {
        let Expr::Array(array) = expr else { return Typed::unknown(Place::default()) };
        let typed: Vec<Typed> = array.elem.iter_mut().map(|item| self.expr(item)).collect();
        let mut element = SqlType::Null;
        let mut place = Place::default();
        for item in &typed {
            place = place.with(item.place);
            element = self.common(&element, &item.data_type).unwrap_or_else(|| {
                let message = format!("This is {}, but the values before are {element}.", item.data_type);
                self.error("type_mismatch", item.place, message, Some("Convert one of them with CAST.".to_owned()));
                SqlType::Unknown
            });
        }
        for (item, from) in array.elem.iter_mut().zip(&typed) {
            convert(item, &from.data_type, &element);
        }
        array.named = false;
        // Columns of the row beside it the engine knows in a call only.
        if !typed.is_empty() {
            *expr = call("make_array", std::mem::take(&mut array.elem));
        }
        Typed::made_of(SqlType::array(element), place, &typed.iter().collect::<Vec<_>>())
    }

    /// `array[1]`, `array[1].field` and so on, a step at a time.
    pub(super) fn access(&mut self, expr: &mut Expr) -> Typed {
        let Expr::CompoundFieldAccess { root, access_chain } = expr else { return Typed::unknown(Place::default()) };
        let chain = std::mem::take(access_chain);
        let mut made = take(root);
        let mut typed = self.expr(&mut made);
        for access in chain {
            let (next, step) = match access {
                AccessExpr::Subscript(Subscript::Index { mut index }) => {
                    let element = match &typed.data_type {
                        SqlType::Array(element) => SqlType::clone(element),
                        SqlType::Map => SqlType::STRING,
                        _ => SqlType::Unknown,
                    };
                    self.expr(&mut index);
                    (element, AccessExpr::Subscript(Subscript::Index { index }))
                }
                AccessExpr::Dot(Expr::Identifier(field)) => {
                    let what = self.text.quote(typed.place);
                    match self.field(&mut made, &typed.data_type, &field, &what) {
                        Some(inner) => {
                            typed = Typed::made_of(inner, typed.place, &[&typed]);
                            continue;
                        }
                        None => return Typed::unknown(typed.place),
                    }
                }
                other => (SqlType::Unknown, other),
            };
            typed = Typed::made_of(next, typed.place, &[&typed]);
            made = Expr::CompoundFieldAccess { root: Box::new(made), access_chain: vec![step] };
        }
        *expr = made;
        typed
    }
}
