//! Table functions: EXTEND_TIME_WINDOW and EXPLODE.

use datafusion::sql::sqlparser::ast::{Expr, Ident, ObjectName, ObjectNamePart, TableAlias, TableFactor, Value};

use crate::{
    check::{analysis::Analysis, duration::Period, from::set_alias, query::quoted, scope::Columns},
    diagnostic::{named, text_words},
    syntax::Place,
};

impl Analysis<'_> {
    pub(super) fn table_function(
        &mut self,
        name: &ObjectName,
        args: Vec<Expr>,
        mut alias: Option<TableAlias>,
        factor: &mut TableFactor,
    ) -> Place {
        let ident = name.0.last().and_then(|part| part.as_ident().cloned());
        let Some(ident) = ident else { return Place::default() };
        let place = self.text.call(ident.span.into());
        match ident.value.to_ascii_uppercase().as_str() {
            "EXTEND_TIME_WINDOW" => {
                let (columns, read, base) = self.extended(&args, place);
                let mut columns = columns;
                if let Some(alias) = alias.as_mut() {
                    self.rename(&mut columns, &mut alias.columns);
                }
                let implied = base.as_deref().map(Ident::new);
                let named = alias.as_ref().map(|alias| alias.name.clone()).or(implied);
                let key = self.add(named.as_ref(), columns, base);
                set_alias(&mut alias, &key);
                *factor = table_factor(&read, alias);
                place
            }
            "EXPLODE" | "UNNEST" => {
                let numbered = matches!(factor, TableFactor::Table { with_ordinality: true, .. });
                self.unnested(args, numbered, alias, factor);
                place
            }
            _ => {
                let near = self.near(&ident.value, ["EXTEND_TIME_WINDOW", "EXPLODE"]);
                let message = format!("There is no table function {}.", named(&ident.value));
                self.unknown_name("unknown_function", ident.span.into(), message, near, None);
                self.add(alias.as_ref().map(|alias| &alias.name), Columns::unknown(), None);
                place
            }
        }
    }

    /// `EXTEND_TIME_WINDOW('table', 'P14D', 'P1D')`.
    fn extended(&mut self, args: &[Expr], place: Place) -> (Columns, String, Option<String>) {
        let texts: Vec<Option<(String, Place)>> = args
            .iter()
            .enumerate()
            .map(|(at, arg)| match arg {
                // Amazon's pages write the table both ways.
                Expr::Identifier(ident) if at == 0 => Some((ident.value.clone(), Place::from(ident.span))),
                Expr::CompoundIdentifier(parts) if at == 0 => {
                    parts.last().map(|ident| (ident.value.clone(), Place::from(ident.span)))
                }
                Expr::Value(value) => match &value.value {
                    Value::SingleQuotedString(text) => Some((text.clone(), Place::from(value.span))),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        let [Some((table, at)), Some(before), Some(after)] = texts.as_slice() else {
            self.error(
                "argument_count",
                place,
                "EXTEND_TIME_WINDOW takes three texts: a table, how much earlier, and how much later.",
                Some("Write it as EXTEND_TIME_WINDOW('dsp_impressions', 'P14D', 'P1D').".to_owned()),
            );
            return (Columns::unknown(), String::new(), None);
        };
        let periods: Vec<Option<Period>> = [before, after]
            .into_iter()
            .map(|(text, at)| {
                let period = Period::parse(text);
                if period.is_none() {
                    self.error(
                        "invalid_duration",
                        *at,
                        format!("The text {} is no ISO 8601 duration.", text_words(text)),
                        Some("Write days as P14D and hours as PT12H.".to_owned()),
                    );
                }
                period
            })
            .collect();
        let widened = periods[0].unwrap_or_default();
        let widened = (widened, periods[1].unwrap_or_default());
        let key = table.to_lowercase();
        match self.base_table(&key, table, *at, Some(widened)) {
            Some((columns, read)) => (columns, read, Some(key)),
            None => (Columns::unknown(), String::new(), None),
        }
    }
}

fn table_factor(name: &str, alias: Option<TableAlias>) -> TableFactor {
    TableFactor::Table {
        name: ObjectName(vec![ObjectNamePart::Identifier(quoted(name))]),
        alias,
        args: None,
        with_hints: Vec::new(),
        version: None,
        with_ordinality: false,
        partitions: Vec::new(),
        json_path: None,
        sample: None,
        index_hints: Vec::new(),
    }
}
