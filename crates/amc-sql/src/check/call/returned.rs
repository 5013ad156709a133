//! What a call answers.

use datafusion::sql::sqlparser::ast::Expr;

use crate::{
    catalogue::ScalarType,
    check::{
        analysis::{Analysis, convert},
        scope::Typed,
    },
    functions::{Function, Returns},
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    pub(super) fn returned(
        &mut self,
        known: &Function,
        name: &str,
        args: &mut [Expr],
        typed: &[Typed],
        place: Place,
    ) -> SqlType {
        match known.returns {
            Returns::Text => SqlType::STRING,
            Returns::Integer => SqlType::INTEGER,
            Returns::Long => SqlType::LONG,
            Returns::Double => SqlType::DOUBLE,
            Returns::Boolean => SqlType::BOOLEAN,
            Returns::Date => SqlType::DATE,
            Returns::Timestamp => SqlType::TIMESTAMP,
            Returns::Moment => match typed.first().map(|arg| &arg.data_type) {
                Some(date) if *date == SqlType::DATE => SqlType::DATE,
                _ => SqlType::TIMESTAMP,
            },
            Returns::Binary => SqlType::BINARY,
            Returns::Map => SqlType::Map,
            Returns::TextArray => SqlType::array(SqlType::STRING),
            Returns::Arg(index) => typed.get(index).map_or(SqlType::Unknown, |arg| arg.data_type.clone()),
            Returns::ArrayOf => typed.first().map_or(SqlType::Unknown, |arg| SqlType::array(arg.data_type.clone())),
            Returns::Element => match typed.first().map(|arg| &arg.data_type) {
                Some(SqlType::Array(element)) => SqlType::clone(element),
                _ => SqlType::Unknown,
            },
            Returns::Common(from) => {
                let common = self.common_of(typed.get(from..).unwrap_or_default(), name);
                for (arg, typed) in args.iter_mut().zip(typed).skip(from) {
                    convert(arg, &typed.data_type, &common);
                }
                common
            }
            Returns::Sum => match typed.first().map(|arg| &arg.data_type) {
                Some(whole) if whole.is_whole() => SqlType::LONG,
                Some(SqlType::Scalar(ScalarType::Decimal(size))) => {
                    SqlType::Scalar(ScalarType::Decimal(size.map(|(_, scale)| (38, scale))))
                }
                _ => SqlType::DOUBLE,
            },
            Returns::Number => match typed.first().map(|arg| &arg.data_type) {
                Some(number) if number.is_number() => number.clone(),
                _ => SqlType::DOUBLE,
            },
            Returns::Row => self.row(typed, place),
        }
    }

    fn row(&mut self, typed: &[Typed], place: Place) -> SqlType {
        if !typed.len().is_multiple_of(2) {
            let help = Some("Write it as NAMED_ROW('name', value, …).".to_owned());
            self.error("argument_count", place, "NAMED_ROW takes pairs of a name and a value.", help);
            return SqlType::Unknown;
        }
        let mut fields = Vec::new();
        for pair in typed.chunks(2) {
            let [name, value] = pair else { continue };
            match &name.literal {
                Some(text) => fields.push((text.clone(), value.data_type.clone())),
                None => {
                    let help = Some("Write it as NAMED_ROW('name', value, …).".to_owned());
                    self.error("argument_type", name.place, "The name of a field has to be a text in quotes.", help);
                    return SqlType::Unknown;
                }
            }
        }
        SqlType::Row(fields)
    }
}
