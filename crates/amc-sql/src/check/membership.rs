//! `x IN (SELECT …)` outside a filter, as a join against the distinct values.

use datafusion::sql::sqlparser::{
    ast::{
        BinaryOperator, Expr, Join, JoinConstraint, JoinOperator, Query, SetExpr, Statement, TableAlias, TableFactor,
        TableWithJoins,
    },
    dialect::GenericDialect,
    parser::Parser,
};

use super::{build::binary, query::quoted};

/// The join, and the expression that says whether it found the value. As a row either has its partner or not, NULL counts as not found.
pub(super) fn join(name: &str, value: Expr, subquery: &Query, key: &str, negated: bool) -> Option<(Join, Expr)> {
    let template = "SELECT DISTINCT k, TRUE AS hit FROM (SELECT 1) AS s";
    let Ok(Statement::Query(mut values)) =
        Parser::parse_sql(&GenericDialect {}, template).map(|mut parsed| parsed.swap_remove(0))
    else {
        return None;
    };
    let SetExpr::Select(select) = values.body.as_mut() else { return None };
    if let Some(datafusion::sql::sqlparser::ast::SelectItem::UnnamedExpr(item)) = select.projection.first_mut() {
        *item = Expr::Identifier(quoted(key));
    }
    if let Some(TableFactor::Derived { subquery: inner, .. }) = select.from.first_mut().map(|entry| &mut entry.relation)
    {
        **inner = subquery.clone();
    }
    let join = Join {
        relation: TableFactor::Derived {
            lateral: false,
            subquery: values,
            alias: Some(TableAlias { explicit: true, name: quoted(name), columns: Vec::new(), at: None }),
            sample: None,
        },
        global: false,
        join_operator: JoinOperator::Left(JoinConstraint::On(binary(value, BinaryOperator::Eq, of(name, key)))),
    };
    let hit = Box::new(column(name));
    Some((join, if negated { Expr::IsNull(hit) } else { Expr::IsNotNull(hit) }))
}

/// The column of such a join that says whether there was a partner.
pub(super) fn column(name: &str) -> Expr {
    of(name, "hit")
}

fn of(name: &str, column: &str) -> Expr {
    Expr::CompoundIdentifier(vec![quoted(name), quoted(column)])
}

/// Adds joins to a FROM. Entries of a comma list become cross joins, so that a join may look at all of them.
pub(super) fn attach(from: &mut Vec<TableWithJoins>, joins: Vec<Join>) {
    if joins.is_empty() || from.is_empty() {
        return;
    }
    let rest: Vec<TableWithJoins> = from.drain(1..).collect();
    let Some(first) = from.first_mut() else { return };
    for entry in rest {
        first.joins.push(Join {
            relation: entry.relation,
            global: false,
            join_operator: JoinOperator::CrossJoin(JoinConstraint::None),
        });
        first.joins.extend(entry.joins);
    }
    first.joins.extend(joins);
}
