//! VALUES, and names given to columns.

use datafusion::sql::sqlparser::ast::{TableAliasColumnDef, Values};

use crate::{
    check::{
        analysis::{Analysis, Clause, convert},
        query::quoted_at,
        scope::{Column, Columns},
    },
    diagnostic::counted,
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
                let have = counted(row.content.len(), "value");
                let message = format!("This row has {have}, but the first one has {width}.");
                self.error("values_width", place, message, Some("Give every row as many values.".to_owned()));
                return Columns::unknown();
            }
            let mut types = Vec::with_capacity(width);
            for (index, cell) in row.content.iter_mut().enumerate() {
                let typed = self.expr(cell);
                types.push(typed.data_type.clone());
                match columns.get_mut(index) {
                    None => {
                        let key = format!("column{}", index + 1);
                        let plain = Column::plain(&format!("EXPR${index}"), key, typed.data_type, typed.place);
                        columns.push(Column { constant: typed.constant, ..plain });
                    }
                    Some(column) => {
                        column.constant &= typed.constant;
                        let (have, new) = (column.data_type.clone(), typed.data_type);
                        if let Some(both) = self.common(&have, &new) {
                            column.data_type = both;
                        } else {
                            let message = format!("This value is {new}, but the rows before have {have} in its place.");
                            let help = Some("Convert one of them with CAST.".to_owned());
                            self.error("type_mismatch", typed.place, message, help);
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
                let (written, place) = (&name.name.value, name.name.span.into());
                columns.list.push(Column::plain(written, written.to_lowercase(), SqlType::Unknown, place));
            }
            return;
        }
        if names.len() != columns.list.len() {
            let place = names.iter().fold(Place::default(), |place, name| place.with(name.name.span.into()));
            let (have, of) = (counted(names.len(), "name"), counted(columns.list.len(), "column"));
            let message = format!("This list has {have} for {of}.");
            self.error("column_names", place, message, Some("Name every column once.".to_owned()));
            columns.open = true;
        }
        for (column, name) in columns.list.iter_mut().zip(names.iter_mut()) {
            column.name.clone_from(&name.name.value);
            column.key = name.name.value.to_lowercase();
            name.name = quoted_at(&column.key, &name.name);
        }
    }
}
