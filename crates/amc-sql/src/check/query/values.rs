//! VALUES, and names given to columns.

use datafusion::sql::sqlparser::ast::{TableAliasColumnDef, Values};

use crate::{
    catalogue::Threshold,
    check::{
        analysis::{Analysis, Clause, convert},
        query::quoted_at,
        scope::{Column, Columns},
        traps::Marks,
    },
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn values(&mut self, values: &mut Values) -> Columns {
        self.clause = Clause::Values;
        // The engine knows only the plain form.
        values.explicit_row = false;
        let mut columns: Vec<Column> = Vec::new();
        let mut cells: Vec<Vec<SqlType>> = Vec::new();
        let width = values.rows.first().map_or(0, |row| row.content.len());
        for row in &mut values.rows {
            if row.content.len() != width {
                let place = Place::from(row.opening_token.0.span).with(row.closing_token.0.span.into());
                let message = format!("this row has {} values, the first one {width}", row.content.len());
                self.error("values_width", place, message, None);
                return Columns::unknown();
            }
            let mut types = Vec::with_capacity(width);
            for (index, cell) in row.content.iter_mut().enumerate() {
                let typed = self.expr(cell);
                types.push(typed.data_type.clone());
                match columns.get_mut(index) {
                    None => columns.push(Column {
                        name: format!("EXPR${index}"),
                        key: format!("column{}", index + 1),
                        data_type: typed.data_type,
                        class: Threshold::None,
                        origin: None,
                        firm: false,
                        marks: Marks::default(),
                        place: typed.place,
                    }),
                    Some(column) => {
                        let (have, new) = (column.data_type.clone(), typed.data_type);
                        if let Some(both) = self.common(&have, &new) {
                            column.data_type = both;
                        } else {
                            let message = format!("this is {new}, but the rows before have {have} in its place");
                            self.error("type_mismatch", typed.place, message, None);
                            column.data_type = SqlType::Unknown;
                        }
                    }
                }
            }
            cells.push(types);
        }
        for (row, types) in values.rows.iter_mut().zip(&cells) {
            for ((cell, from), column) in row.content.iter_mut().zip(types).zip(&columns) {
                convert(cell, from, &column.data_type);
            }
        }
        Columns { list: columns, open: false }
    }

    /// Gives columns the names of a list such as `t(a, b)`.
    pub(crate) fn rename(&mut self, columns: &mut Columns, names: &mut [TableAliasColumnDef]) {
        if names.is_empty() {
            return;
        }
        if columns.open {
            columns.list.clear();
            for name in names.iter() {
                columns.list.push(open_column(&name.name.value, name.name.span.into()));
            }
            return;
        }
        if names.len() != columns.list.len() {
            let place = names.iter().fold(Place::default(), |place, name| place.with(name.name.span.into()));
            let message = format!("{} names are given for {} columns", names.len(), columns.list.len());
            self.error("column_names", place, message, None);
            columns.open = true;
        }
        for (column, name) in columns.list.iter_mut().zip(names.iter_mut()) {
            column.name.clone_from(&name.name.value);
            column.key = name.name.value.to_lowercase();
            name.name = quoted_at(&column.key, &name.name);
        }
    }
}

fn open_column(name: &str, place: Place) -> Column {
    Column {
        name: name.to_owned(),
        key: name.to_lowercase(),
        data_type: SqlType::Unknown,
        class: Threshold::None,
        origin: None,
        firm: false,
        marks: Marks::default(),
        place,
    }
}
