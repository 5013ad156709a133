//! UNION and the other set operations.

use datafusion::sql::sqlparser::ast::{Expr, SelectItem, SetExpr};

use crate::{
    check::{
        analysis::{Analysis, convert, needs_cast, null},
        privacy::Privacy,
        query::first_select,
        scope::{Column, Columns},
    },
    diagnostic::{counted, named},
    parameter::cast,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn union(&mut self, left: &mut SetExpr, a: &Columns, right: &mut SetExpr, b: &Columns) -> Columns {
        if a.open || b.open {
            return if a.open { b.clone() } else { a.clone() };
        }
        if a.list.len() != b.list.len() {
            let place = first_select(right).unwrap_or_default();
            let (have, wanted) = (counted(b.list.len(), "column"), a.list.len());
            let message = format!("This part of the UNION has {have}, but the one before it has {wanted}.");
            self.error("union_columns", place, message, Some("Give every part the same columns.".to_owned()));
            return Columns { list: a.list.clone(), open: true };
        }
        let mut out = Vec::with_capacity(a.list.len());
        for (x, y) in a.list.iter().zip(&b.list) {
            let data_type = self.common(&x.data_type, &y.data_type).unwrap_or_else(|| {
                let name = named(&y.name);
                let message =
                    format!("The column {name} is {} here and {} in the part before.", y.data_type, x.data_type);
                self.error("type_mismatch", y.place, message, Some("Convert one of them with CAST.".to_owned()));
                SqlType::Unknown
            });
            out.push(Column {
                privacy: Privacy::of_all([&x.privacy, &y.privacy].into_iter()),
                firm: x.firm && y.firm && x.data_type == y.data_type,
                constant: x.constant && y.constant,
                metric: x.metric || y.metric,
                data_type,
                ..x.clone()
            });
        }
        let to: Vec<SqlType> = out.iter().map(|column| column.data_type.clone()).collect();
        convert_columns(left, a, &to);
        convert_columns(right, b, &to);
        Columns { list: out, open: false }
    }
}

/// Converts a value; a NULL that holds a place is given the type of the others, since the engine takes the first part's types for all.
fn settle(expr: &mut Expr, from: &SqlType, to: &SqlType) {
    if *from == SqlType::Null && !to.is_open() {
        let inner = std::mem::replace(expr, null());
        *expr = cast(inner.clone(), to).unwrap_or(inner);
    } else {
        convert(expr, from, to);
    }
}

/// Converts the columns of a query's body to other types.
pub(crate) fn convert_columns(body: &mut SetExpr, from: &Columns, to: &[SqlType]) {
    let settles = |column: &Column, to: &SqlType| column.data_type == SqlType::Null && !to.is_open();
    if !from.list.iter().zip(to).any(|(column, to)| needs_cast(&column.data_type, to) || settles(column, to)) {
        return;
    }
    match body {
        SetExpr::Select(select) => {
            for ((item, column), to) in select.projection.iter_mut().zip(&from.list).zip(to) {
                if let SelectItem::ExprWithAlias { expr, .. } = item {
                    settle(expr, &column.data_type, to);
                }
            }
        }
        SetExpr::Values(values) => {
            for row in &mut values.rows {
                for ((cell, column), to) in row.content.iter_mut().zip(&from.list).zip(to) {
                    settle(cell, &column.data_type, to);
                }
            }
        }
        SetExpr::SetOperation { left, right, .. } => {
            convert_columns(left, from, to);
            convert_columns(right, from, to);
        }
        SetExpr::Query(query) => convert_columns(&mut query.body, from, to),
        _ => {}
    }
}
