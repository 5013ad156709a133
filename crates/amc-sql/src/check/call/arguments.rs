//! Arguments: what a function needs, and what is converted silently.

use datafusion::sql::sqlparser::ast::Expr;

use crate::{
    check::{
        analysis::{Analysis, null},
        scope::Typed,
    },
    functions::Kind,
    parameter::{cast, try_cast},
    types::SqlType,
};

impl Analysis<'_> {
    /// Settles parameter types that follow from the other arguments.
    pub(super) fn infer_arguments(&mut self, name: &str, typed: &[Typed]) {
        let [first, rest @ ..] = typed else { return };
        match name {
            "ARRAY_CONTAINS" | "ARRAY_REMOVE" => {
                if let Some(second) = rest.first() {
                    self.infer(&first.data_type, &SqlType::array(second.data_type.clone()));
                    if let SqlType::Array(element) = &first.data_type {
                        self.infer(&second.data_type, element);
                    }
                }
            }
            "CONTAINED_IN" => {
                let wanted =
                    if rest.len() == 1 { SqlType::array(first.data_type.clone()) } else { first.data_type.clone() };
                if !first.data_type.is_open() {
                    for other in rest {
                        self.infer(&other.data_type, &wanted);
                    }
                }
            }
            _ => {}
        }
    }

    /// Checks an argument against what is needed and converts it where Amazon does so silently. Answers whether it fits. `what` needs it, and begins
    /// a sentence.
    pub(crate) fn need(&mut self, kind: Kind, typed: &Typed, expr: &mut Expr, what: &str) -> bool {
        let data_type = &typed.data_type;
        let wanted = match kind {
            Kind::Any => return true,
            Kind::Text => SqlType::STRING,
            Kind::Number => SqlType::DOUBLE,
            Kind::Whole => SqlType::INTEGER,
            Kind::Boolean => SqlType::BOOLEAN,
            Kind::Time => SqlType::TIMESTAMP,
            Kind::Array => SqlType::array(SqlType::STRING),
            Kind::Binary => SqlType::BINARY,
        };
        self.infer(data_type, &wanted);
        if data_type.is_open() {
            return true;
        }
        let fits = match kind {
            Kind::Any => true,
            Kind::Text => matches!(data_type, SqlType::Scalar(_)),
            Kind::Number | Kind::Whole => {
                // Amazon counts with text that a CASE or a VALUES made of numbers; a text column of a table is a slip.
                let made = data_type.is_text() && !typed.firm && typed.literal.is_none();
                let digits = typed.literal.as_ref().is_some_and(|text| text.trim().parse::<f64>().is_ok());
                data_type.is_number() || made || digits
            }
            Kind::Boolean => *data_type == SqlType::BOOLEAN,
            Kind::Time => data_type.is_time() || data_type.is_text(),
            Kind::Array => matches!(data_type, SqlType::Array(_)),
            Kind::Binary => *data_type == SqlType::BINARY || data_type.is_text(),
        };
        if !fits {
            let shown = self.text.quote(typed.place);
            let shown = if shown.is_empty() { "this".to_owned() } else { shown };
            let message = format!("{what} needs {}, but {shown} is {data_type}.", kind.words());
            let help = (matches!(kind, Kind::Number | Kind::Whole) && data_type.is_text())
                .then(|| "Convert it with CAST(… AS DOUBLE).".to_owned());
            self.error("type_mismatch", typed.place, message, help);
            return false;
        }
        match kind {
            Kind::Text if !data_type.is_text() => {
                let inner = std::mem::replace(expr, null());
                *expr = cast(inner.clone(), &SqlType::STRING).unwrap_or(inner);
            }
            Kind::Number | Kind::Whole | Kind::Time if data_type.is_text() => {
                let inner = std::mem::replace(expr, null());
                let to = if kind == Kind::Whole { SqlType::LONG } else { wanted };
                *expr = try_cast(inner.clone(), &to).unwrap_or(inner);
            }
            _ => {}
        }
        true
    }
}
