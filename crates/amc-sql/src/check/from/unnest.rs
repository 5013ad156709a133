//! Arrays in FROM: UNNEST, and EXPLODE as a table.

use datafusion::sql::sqlparser::{
    ast::{Expr, Query, SetExpr, Statement, TableAlias, TableAliasColumnDef, TableFactor},
    dialect::GenericDialect,
    parser::Parser,
};

use crate::{
    check::{
        analysis::Analysis,
        build::{call, number, text_literal},
        from::set_alias,
        query::{named, quoted},
        scope::{Column, Columns, Typed},
    },
    functions::Kind,
    parameter::cast,
    syntax::Place,
    types::SqlType,
};

/// The column of WITH ORDINALITY, as Calcite calls it.
const ORDINALITY: &str = "ORDINALITY";

impl Analysis<'_> {
    /// Adds the values of arrays as rows, a column for each array, or for each field where the rows of one array are given as many names; answers where
    /// the arrays stand. With `numbered` the number of the value in its array comes last.
    pub(super) fn unnested(
        &mut self,
        mut arrays: Vec<Expr>,
        numbered: bool,
        mut alias: Option<TableAlias>,
        factor: &mut TableFactor,
    ) -> Place {
        let mut columns = Columns::default();
        let mut place = Place::default();
        for (at, array) in arrays.iter_mut().enumerate() {
            let typed = self.expr(array);
            self.need(Kind::Array, &typed, array, "UNNEST");
            place = place.with(typed.place);
            columns.list.push(element_column(&typed, alias.as_ref(), at));
        }
        let mut spread = None;
        if let (Some(alias), [Column { data_type: SqlType::Row(fields), .. }]) = (&alias, columns.list.as_slice())
            && fields.len() > 1
            && fields.len() + usize::from(numbered) == alias.columns.len()
        {
            let (whole, fields) = (columns.list[0].clone(), fields.clone());
            spread = Some(fields.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
            let field = |(name, data_type): (String, SqlType)| Column { name, data_type, ..whole.clone() };
            columns.list = fields.into_iter().map(field).collect();
        }
        if numbered {
            columns.list.push(Column::plain(ORDINALITY, ORDINALITY.to_lowercase(), SqlType::LONG, place));
            match arrays.as_slice() {
                [array] => arrays.push(numbers(array.clone())),
                _ => {
                    let help = Some("Unnest one array alone.".to_owned());
                    self.error("unsupported", place, "WITH ORDINALITY numbers the values of one array.", help);
                }
            }
        }
        if let Some(alias) = alias.as_mut() {
            self.rename(&mut columns, &mut alias.columns);
        }
        // The engine names the columns after what they are computed from.
        let keys: Vec<String> = columns.list.iter().map(|column| column.key.clone()).collect();
        let key = self.add(alias.as_ref().map(|alias| &alias.name), columns, None);
        set_alias(&mut alias, &key);
        if let Some(alias) = alias.as_mut() {
            alias.columns = if spread.is_some() { Vec::new() } else { definitions(&keys) };
        }
        *factor = match spread.and_then(|fields| fields_of(arrays.clone(), &fields, &keys)) {
            Some(subquery) => TableFactor::Derived { lateral: true, subquery, alias, sample: None },
            None => unnest(arrays, alias),
        };
        place
    }
}

fn unnest(array_exprs: Vec<Expr>, alias: Option<TableAlias>) -> TableFactor {
    TableFactor::UNNEST { alias, array_exprs, with_offset: false, with_offset_alias: None, with_ordinality: false }
}

/// The numbers of the values of an array, from 1, as an array.
fn numbers(array: Expr) -> Expr {
    let length = call("amc_cardinality", vec![array]);
    let length = cast(length.clone(), &SqlType::LONG).unwrap_or(length);
    call("generate_series", vec![number("1"), length])
}

fn definitions(keys: &[String]) -> Vec<TableAliasColumnDef> {
    keys.iter().map(|key| TableAliasColumnDef { name: quoted(key), data_type: None }).collect()
}

/// `SELECT row.field AS key, … FROM UNNEST(array) AS r(row)`: the engine unnests an array of rows to one column. Where the values are numbered the
/// number has the last key.
fn fields_of(arrays: Vec<Expr>, fields: &[String], keys: &[String]) -> Option<Box<Query>> {
    const ROWS: &str = "rows#";
    const ROW: &str = "row#";
    const NUMBER: &str = "number#";
    let Ok(Statement::Query(mut query)) =
        Parser::parse_sql(&GenericDialect {}, "SELECT 1 FROM t").map(|mut parsed| parsed.swap_remove(0))
    else {
        return None;
    };
    let SetExpr::Select(select) = query.body.as_mut() else { return None };
    let names: Vec<String> = [ROW, NUMBER].iter().take(arrays.len()).map(|name| (*name).to_owned()).collect();
    let alias = TableAlias { explicit: true, name: quoted(ROWS), columns: definitions(&names), at: None };
    select.from.first_mut()?.relation = unnest(arrays, Some(alias));
    let column = |name: &str| Expr::CompoundIdentifier(vec![quoted(ROWS), quoted(name)]);
    let field =
        |(field, key): (&String, &String)| named(call("get_field", vec![column(ROW), text_literal(field)]), key);
    let number = keys.get(fields.len()).map(|key| named(column(NUMBER), key));
    select.projection = fields.iter().zip(keys).map(field).chain(number).collect();
    Some(query)
}

/// The column of an unnested array: named as the alias is, which may have names for columns too.
fn element_column(array: &Typed, alias: Option<&TableAlias>, at: usize) -> Column {
    let name = alias.map_or_else(|| "col".to_owned(), |alias| alias.name.value.clone());
    let name = if at == 0 { name } else { format!("{name}{at}") };
    let data_type = match &array.data_type {
        SqlType::Array(element) => SqlType::clone(element),
        _ => SqlType::Unknown,
    };
    let plain = Column::plain(&name, name.to_lowercase(), data_type, array.place);
    Column { privacy: array.privacy.clone(), constant: array.constant, ..plain }
}
