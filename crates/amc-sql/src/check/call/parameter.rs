//! Parameters: CUSTOM_PARAMETER, BUILT_IN_PARAMETER, `{{name}}` and `@name`.

use datafusion::sql::sqlparser::ast::{Expr, Value};

use crate::{
    check::{
        analysis::{Analysis, ParameterUse, null},
        build::text_literal,
        scope::Typed,
    },
    diagnostic::named,
    parameter::cast,
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    /// `CUSTOM_PARAMETER('name')` and `BUILT_IN_PARAMETER('TIME_WINDOW_START')`.
    pub(super) fn named_parameter(&mut self, function: &str, args: &[Expr], place: Place, expr: &mut Expr) -> Typed {
        let name = match args {
            [Expr::Value(value)] => match &value.value {
                Value::SingleQuotedString(name) => Some((name.clone(), Place::from(value.span))),
                _ => None,
            },
            _ => None,
        };
        let Some((name, at)) = name else {
            let help = Some(format!("Write it as {function}('name')."));
            self.error("argument_type", place, format!("{function} takes one name in single quotes."), help);
            return Typed::unknown(place);
        };
        if function == "CUSTOM_PARAMETER" {
            return self.parameter(&name, place, expr);
        }
        let time = match (name.to_ascii_uppercase().as_str(), self.bindings) {
            ("TIME_WINDOW_START", Some(bindings)) => Some(bindings.window_start),
            ("TIME_WINDOW_END", Some(bindings)) => Some(bindings.window_end),
            ("TIME_WINDOW_START" | "TIME_WINDOW_END", None) => None,
            _ => {
                let near = self.near(&name, ["TIME_WINDOW_START", "TIME_WINDOW_END"]).map(|near| format!("'{near}'"));
                let message = format!("There is no built-in parameter {}.", named(&name));
                let help = Some("There are TIME_WINDOW_START and TIME_WINDOW_END.".to_owned());
                self.unknown_name("unknown_parameter", at, message, near, help);
                return Typed::unknown(place);
            }
        };
        *expr = time
            .and_then(|time| cast(text_literal(&time.format("%Y-%m-%dT%H:%M:%S").to_string()), &SqlType::TIMESTAMP))
            .unwrap_or_else(null);
        Typed::constant(SqlType::TIMESTAMP, place)
    }

    /// A use of a parameter, however it is written.
    pub(crate) fn parameter(&mut self, name: &str, place: Place, expr: &mut Expr) -> Typed {
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let index = match self.parameters.iter().position(|used| same(&used.name)) {
            Some(index) => index,
            None => {
                let declared = self.declared.iter().find(|declared| same(&declared.name)).cloned();
                if declared.is_none() && !self.declared.is_empty() {
                    let near = self.near(name, self.declared.iter().map(|known| known.name.as_str()));
                    let help = near
                        .map_or_else(|| "Declare it with a type.".to_owned(), |near| format!("Did you mean {near}?"));
                    self.error(
                        "undeclared_parameter",
                        place,
                        format!("The parameter {} is not declared.", named(name)),
                        Some(help),
                    );
                }
                self.parameters.push(ParameterUse {
                    name: declared.as_ref().map_or_else(|| name.to_owned(), |declared| declared.name.clone()),
                    data_type: declared.as_ref().map(|declared| declared.data_type.into()),
                    place,
                    declared: declared.is_some(),
                });
                self.parameters.len() - 1
            }
        };
        if let Some(bindings) = self.bindings {
            *expr = bindings.parameters.get(&name.to_lowercase()).cloned().unwrap_or_else(null);
        }
        let known = self.parameters.get(index).filter(|used| used.declared).and_then(|used| used.data_type.clone());
        Typed::constant(known.unwrap_or(SqlType::Parameter(index)), place)
    }
}
