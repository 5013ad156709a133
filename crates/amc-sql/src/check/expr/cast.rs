//! CAST, typed literals, and the names of types.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CastKind, CharacterLength, DataType, ExactNumberInfo, Expr, TypedString, Value,
};

use crate::{
    catalogue::ScalarType,
    check::{
        analysis::Analysis,
        build::{binary, call, number, text_literal},
        expr::{
            take,
            time::{how_times_are_written, is_time},
        },
        scope::Typed,
    },
    diagnostic::{named, text_words},
    parameter::{cast, try_cast},
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn cast_expr(&mut self, expr: &mut Expr) -> Typed {
        let Expr::Cast { kind, expr: inner, data_type, .. } = expr else { return Typed::unknown(Place::default()) };
        let kind = kind.clone();
        let (to, most) = (sql_type(data_type), most_letters(data_type));
        let written = data_type.to_string();
        let typed = self.expr(inner);
        let place = self.text.around(typed.place);
        match self.cast(kind, inner, &typed, to.as_ref(), &written, place) {
            Some((made, data_type)) => {
                *expr = match most {
                    Some(most) => call("left", vec![made, number(&most.to_string())]),
                    None => made,
                };
                Typed::made_of(data_type, place, &[&typed])
            }
            None => Typed::unknown(place),
        }
    }

    /// `DATE '2026-03-01'`.
    pub(super) fn typed_string(&mut self, expr: &mut Expr) -> Typed {
        let Expr::TypedString(TypedString { data_type, value, .. }) = expr else {
            return Typed::unknown(Place::default());
        };
        let place = self.text.with_previous(value.span.into());
        let Some(to) = sql_type(data_type) else {
            self.unknown_type(place, &data_type.to_string());
            return Typed::unknown(place);
        };
        if let Value::SingleQuotedString(text) = &value.value {
            let text = text.clone();
            self.check_time_text(&text, &to, place);
            if let Some(made) = cast(text_literal(&text), &to) {
                *expr = made;
            }
        }
        Typed::constant(to, place)
    }

    fn cast(
        &mut self,
        kind: CastKind,
        inner: &mut Expr,
        typed: &Typed,
        to: Option<&SqlType>,
        written: &str,
        place: Place,
    ) -> Option<(Expr, SqlType)> {
        let Some(to) = to else {
            self.unknown_type(place, written);
            return None;
        };
        self.infer(&typed.data_type, to);
        let from = &typed.data_type;
        let impossible = match (from, to) {
            (SqlType::Array(_) | SqlType::Row(_) | SqlType::Map, SqlType::Scalar(scalar)) => {
                *scalar != ScalarType::String
            }
            (SqlType::Scalar(_), SqlType::Array(_)) => true,
            (x, y) => (x.is_time() && *y == SqlType::BOOLEAN) || (*x == SqlType::BOOLEAN && y.is_time()),
        };
        if impossible {
            self.error("type_mismatch", place, format!("{from} cannot be converted to {to}."), None);
            return None;
        }
        if let Some(text) = &typed.literal {
            if let Some(made) = self.relative_time(text, to) {
                return Some((made, to.clone()));
            }
            self.check_time_text(text, to, typed.place);
        }
        let expr = take(inner);
        // The engine has no text for arrays of rows; this is the form that arrays have in results.
        if let (SqlType::Array(_), true) = (from, to.is_text()) {
            let values = call("amc_array_to_string", vec![expr, text_literal(", "), text_literal("")]);
            let open = binary(text_literal("["), BinaryOperator::StringConcat, values);
            return Some((binary(open, BinaryOperator::StringConcat, text_literal("]")), to.clone()));
        }
        // Numbers are seconds since 1970, as Spark counts them; the engine would take them for microseconds.
        if *from == SqlType::TIMESTAMP && to.is_number() {
            let seconds = call("date_part", vec![text_literal("epoch"), expr]);
            return Some((try_cast(seconds.clone(), to).unwrap_or(seconds), to.clone()));
        }
        if from.is_number() && *to == SqlType::TIMESTAMP {
            return Some((call("amc_from_epoch", vec![expr]), to.clone()));
        }
        // A value that does not fit must not end the run.
        let lenient = kind != CastKind::Cast || from.is_text() || from.is_number();
        let made = if lenient { try_cast(expr.clone(), to) } else { cast(expr.clone(), to) };
        Some((made.unwrap_or(expr), to.clone()))
    }

    fn unknown_type(&mut self, place: Place, written: &str) {
        let help = "Use BOOLEAN, INTEGER, BIGINT, DECIMAL, DOUBLE, DATE, TIMESTAMP or VARCHAR.".to_owned();
        self.error("unknown_type", place, format!("There is no type {}.", named(written)), Some(help));
    }

    fn check_time_text(&mut self, text: &str, to: &SqlType, place: Place) {
        if to.is_time() && !is_time(text, to) {
            let message = format!("The text {} is no {to}.", text_words(text));
            self.error("invalid_literal", place, message, Some(how_times_are_written(to)));
        }
    }
}

/// The type a name in CAST stands for.
fn sql_type(data_type: &DataType) -> Option<SqlType> {
    Some(SqlType::Scalar(match data_type {
        DataType::Boolean | DataType::Bool => ScalarType::Boolean,
        DataType::TinyInt(_) => ScalarType::Byte,
        DataType::SmallInt(_) => ScalarType::Short,
        DataType::Int(_) | DataType::Integer(_) => ScalarType::Integer,
        DataType::BigInt(_) => ScalarType::Long,
        DataType::Float(_) | DataType::Real => ScalarType::Float,
        DataType::Double(_) | DataType::DoublePrecision => ScalarType::Double,
        DataType::Decimal(info) | DataType::Numeric(info) | DataType::Dec(info) => {
            ScalarType::Decimal(decimal_size(info))
        }
        DataType::Char(_)
        | DataType::Character(_)
        | DataType::Varchar(_)
        | DataType::CharVarying(_)
        | DataType::CharacterVarying(_)
        | DataType::Text
        | DataType::String(_) => ScalarType::String,
        DataType::Binary(_) | DataType::Varbinary(_) | DataType::Bytea => ScalarType::Binary,
        DataType::Date => ScalarType::Date,
        DataType::Timestamp(..) | DataType::Datetime(_) => ScalarType::Timestamp,
        DataType::Array(element) => {
            use datafusion::sql::sqlparser::ast::ArrayElemTypeDef;
            return match element {
                ArrayElemTypeDef::AngleBracket(inner)
                | ArrayElemTypeDef::SquareBracket(inner, _)
                | ArrayElemTypeDef::Parenthesis(inner) => sql_type(inner).map(SqlType::array),
                ArrayElemTypeDef::None => Some(SqlType::array(SqlType::Unknown)),
            };
        }
        DataType::Custom(name, _) => {
            return match name.to_string().to_ascii_uppercase().as_str() {
                "LONG" => Some(SqlType::LONG),
                "BYTE" => Some(SqlType::Scalar(ScalarType::Byte)),
                "SHORT" => Some(SqlType::Scalar(ScalarType::Short)),
                "STRING" => Some(SqlType::STRING),
                _ => None,
            };
        }
        _ => return None,
    }))
}

/// The length at which a type cuts text off.
fn most_letters(data_type: &DataType) -> Option<u64> {
    match data_type {
        DataType::Char(Some(CharacterLength::IntegerLength { length, .. }))
        | DataType::Character(Some(CharacterLength::IntegerLength { length, .. }))
        | DataType::Varchar(Some(CharacterLength::IntegerLength { length, .. }))
        | DataType::CharVarying(Some(CharacterLength::IntegerLength { length, .. }))
        | DataType::CharacterVarying(Some(CharacterLength::IntegerLength { length, .. })) => Some(*length),
        _ => None,
    }
}

fn decimal_size(info: &ExactNumberInfo) -> Option<(u8, i8)> {
    match info {
        ExactNumberInfo::None => None,
        ExactNumberInfo::Precision(precision) => Some((u8::try_from(*precision).ok()?.min(38), 0)),
        ExactNumberInfo::PrecisionAndScale(precision, scale) => {
            let precision = u8::try_from(*precision).ok()?.min(38);
            let scale = i8::try_from(*scale).ok()?;
            (scale <= i8::try_from(precision).ok()?).then_some((precision, scale))
        }
    }
}
