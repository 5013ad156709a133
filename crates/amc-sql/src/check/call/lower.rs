//! Calls as the engine knows them.

use datafusion::sql::sqlparser::{
    ast::{
        BinaryOperator, DateTimeField, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
        FunctionArgumentClause, FunctionArguments, Value,
    },
    tokenizer::Span,
};

use crate::{
    check::{
        analysis::{Analysis, convert, null},
        build::{binary, call, case, function, joined, number, text_literal},
        expr::take,
        scope::Typed,
    },
    functions::Engine,
    parameter::cast,
    syntax::Place,
    types::SqlType,
};

impl Analysis<'_> {
    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    pub(super) fn lower(
        &mut self,
        engine: Engine,
        name: &str,
        mut args: Vec<Expr>,
        typed: &[Typed],
        original: Function,
        (distinct, star): (bool, bool),
        span: Span,
    ) -> Expr {
        let engine_name = match engine {
            Engine::Same(engine) => engine,
            Engine::Swapped(engine) => {
                args.swap(0, 1);
                engine
            }
            Engine::Special => return self.lower_special(name, args, typed, &original),
        };
        match name {
            "MIN" | "MAX" if is_row(typed.first()) && original.over.is_none() => {
                return end_of_rows(name == "MAX", args, original.filter);
            }
            "ARRAY_CONTAINS" | "ARRAY_REMOVE" => {
                if let (Some(SqlType::Array(element)), Some(value), Some(arg)) =
                    (typed.first().map(|arg| &arg.data_type), typed.get(1), args.get_mut(1))
                {
                    convert(arg, &value.data_type, element);
                }
            }
            "DATE_TRUNC" => {
                if let Some(Expr::Value(value)) = args.first_mut()
                    && let Value::SingleQuotedString(unit) = &mut value.value
                {
                    *unit = unit.to_lowercase();
                }
            }
            // Of several values the engine counts no different ones, but it does of rows; a NULL among them is not counted.
            "COUNT" if distinct && args.len() > 1 => {
                let known = |arg: &Expr| Expr::IsNotNull(Box::new(arg.clone()));
                let all = args.iter().map(known).reduce(|left, right| binary(left, BinaryOperator::And, right));
                let fields = args.drain(..).enumerate().flat_map(|(at, arg)| [text_literal(&at.to_string()), arg]);
                let row = call("named_struct", fields.collect());
                args.extend(all.map(|all| case(all, row, None)));
            }
            // The engine ends the run for a negative length, or counts it from the end.
            "LEFT" | "RIGHT" | "SUBSTRING" | "SUBSTR" => {
                if let Some(length) = args.get_mut(if engine_name == "substr" { 2 } else { 1 }) {
                    *length = call("amc_length", vec![take(length)]);
                }
            }
            // The engine has no sum of nothing but NULL without a type.
            "SUM" | "STDDEV" | "STDDEV_POP" | "STDDEV_SAMP" | "VARIANCE" | "VAR_POP" | "VAR_SAMP"
                if typed.first().is_some_and(|arg| arg.data_type == SqlType::Null) =>
            {
                if let Some(arg) = args.first_mut() {
                    *arg = cast(null(), &SqlType::DOUBLE).unwrap_or_else(null);
                }
            }
            // Of whole numbers the engine would answer a whole number, of decimals one that is cut off.
            "AVG" | "MEDIAN" | "PERCENTILE" | "APPROX_PERCENTILE" => {
                if let Some(arg) = args.first_mut() {
                    let inner = std::mem::replace(arg, null());
                    *arg = cast(inner.clone(), &SqlType::DOUBLE).unwrap_or(inner);
                }
            }
            _ => {}
        }
        let mut made = function(engine_name, args, span);
        if let FunctionArguments::List(list) = &mut made.args {
            if distinct {
                list.duplicate_treatment = Some(DuplicateTreatment::Distinct);
            }
            if star {
                list.args = vec![FunctionArg::Unnamed(FunctionArgExpr::Wildcard)];
            }
        }
        made.filter = original.filter;
        made.over = original.over;
        made.null_treatment = original.null_treatment;
        if let (FunctionArguments::List(list), false) = (&mut made.args, original.within_group.is_empty()) {
            list.clauses.push(FunctionArgumentClause::OrderBy(original.within_group));
        }
        let made = Expr::Function(made);
        match name {
            "MEDIAN" | "PERCENTILE" | "APPROX_PERCENTILE" => cast(made.clone(), &SqlType::DOUBLE).unwrap_or(made),
            "RANK" | "DENSE_RANK" | "ROW_NUMBER" | "NTILE" => cast(made.clone(), &SqlType::LONG).unwrap_or(made),
            "DATE_TRUNC" => cast(made.clone(), &SqlType::TIMESTAMP).unwrap_or(made),
            "CONVERT_TIME_ZONE_FROM_UTC" if typed.first().is_some_and(|arg| arg.data_type == SqlType::DATE) => {
                cast(made.clone(), &SqlType::DATE).unwrap_or(made)
            }
            _ => made,
        }
    }

    fn lower_special(&mut self, name: &str, args: Vec<Expr>, typed: &[Typed], original: &Function) -> Expr {
        let mut rest = args.into_iter();
        let mut next = || rest.next().unwrap_or_else(null);
        match name {
            "CONCAT" => joined(&BinaryOperator::StringConcat, rest.collect()).unwrap_or_else(null),
            "E" => call("exp", vec![number("1.0")]),
            "RANDOM" | "RAND" => call("random", Vec::new()),
            "MOD" => {
                let first = next();
                binary(first, BinaryOperator::Modulo, call("nullif", vec![next(), number("0")]))
            }
            "CURRENT_DATE" | "CURRENT_TIMESTAMP" => {
                let to = if name == "CURRENT_DATE" { SqlType::DATE } else { SqlType::TIMESTAMP };
                let text = self.now().format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
                let moment = cast(text_literal(&text), &SqlType::TIMESTAMP).unwrap_or_else(null);
                cast(moment.clone(), &to).unwrap_or(moment)
            }
            "DAYOFMONTH" | "DAYOFWEEK" | "HOUR" | "MINUTE" | "SECOND" | "WEEK" | "MONTH" | "YEAR" | "QUARTER"
            | "DAYOFYEAR" => {
                let field = match name {
                    "DAYOFMONTH" => DateTimeField::Day,
                    "DAYOFWEEK" => DateTimeField::Dow,
                    "HOUR" => DateTimeField::Hour,
                    "MINUTE" => DateTimeField::Minute,
                    "SECOND" => DateTimeField::Second,
                    "WEEK" => DateTimeField::Week(None),
                    "MONTH" => DateTimeField::Month,
                    "YEAR" => DateTimeField::Year,
                    "QUARTER" => DateTimeField::Quarter,
                    _ => DateTimeField::Doy,
                };
                let part = self.date_part(&field, next(), Place::default());
                cast(part.clone(), &SqlType::INTEGER).unwrap_or(part)
            }
            "SECONDS_BETWEEN" => {
                let epoch = |time: Expr| call("date_part", vec![text_literal("epoch"), time]);
                let (from, to) = (next(), next());
                let seconds = binary(epoch(to), BinaryOperator::Minus, epoch(from));
                cast(seconds.clone(), &SqlType::LONG).unwrap_or(seconds)
            }
            "IF" => {
                let (condition, yes) = (next(), next());
                case(condition, yes, rest.next())
            }
            "NVL2" => {
                let (subject, yes, no) = (next(), next(), next());
                case(Expr::IsNotNull(Box::new(subject)), yes, Some(no))
            }
            "CONTAINED_IN" => self.contained_in(next(), rest.collect(), typed),
            "MD5" => call("md5", vec![next()]),
            "SKEWNESS" => skewness(&next(), original),
            _ => null(),
        }
    }

    fn contained_in(&mut self, mut value: Expr, mut others: Vec<Expr>, typed: &[Typed]) -> Expr {
        let Some((first, rest)) = typed.split_first() else { return null() };
        if let ([only], [other]) = (rest, others.as_mut_slice()) {
            let settled = match &only.data_type {
                SqlType::Parameter(index) => self.parameters.get(*index).and_then(|used| used.data_type.clone()),
                other => Some(other.clone()),
            };
            if let Some(SqlType::Array(element)) = settled {
                convert(&mut value, &first.data_type, &element);
                return call("array_has", vec![std::mem::replace(other, null()), value]);
            }
        }
        for (item, from) in others.iter_mut().zip(rest) {
            convert(item, &from.data_type, &first.data_type);
        }
        Expr::InList { expr: Box::new(value), list: others, negated: false }
    }
}

fn is_row(typed: Option<&Typed>) -> bool {
    typed.is_some_and(|typed| matches!(typed.data_type, SqlType::Row(_)))
}

/// The first or the last of the rows in their order. For each group the engine's own MIN and MAX hold all rows that came along with the best one.
fn end_of_rows(last: bool, mut args: Vec<Expr>, filter: Option<Box<Expr>>) -> Expr {
    let known = args.first().map(|row| Expr::IsNotNull(Box::new(row.clone())));
    let kept = filter.map(|filter| *filter).into_iter().chain(known).reduce(|a, b| binary(a, BinaryOperator::And, b));
    args.truncate(1);
    let rows = Function { filter: kept.map(Box::new), ..function("array_agg", args, Span::empty()) };
    let sorted = call("amc_array_sort", vec![Expr::Function(rows)]);
    call("array_element", vec![sorted, number(if last { "-1" } else { "1" })])
}

/// Skewness of the whole, from sums over the same rows: Spark's definition.
fn skewness(value: &Expr, original: &Function) -> Expr {
    use BinaryOperator::{Divide, Minus, Multiply, Plus};
    let over_rows = |name: &str, arg: Expr| {
        let (filter, over) = (original.filter.clone(), original.over.clone());
        Expr::Function(Function { filter, over, ..function(name, vec![arg], Span::empty()) })
    };
    let x = || cast(value.clone(), &SqlType::DOUBLE).unwrap_or_else(null);
    let sum = |power: usize| {
        let factors = (1..power).fold(x(), |product, _| binary(product, Multiply, x()));
        over_rows("sum", factors)
    };
    let n = || cast(over_rows("count", value.clone()), &SqlType::DOUBLE).unwrap_or_else(null);
    let mean = || binary(sum(1), Divide, call("nullif", vec![n(), number("0.0")]));
    let second = binary(sum(2), Minus, binary(sum(1), Multiply, mean()));
    let third = binary(
        binary(sum(3), Minus, binary(number("3.0"), Multiply, binary(mean(), Multiply, sum(2)))),
        Plus,
        binary(number("2.0"), Multiply, binary(sum(1), Multiply, binary(mean(), Multiply, mean()))),
    );
    let spread = call("power", vec![second, number("1.5")]);
    binary(binary(call("sqrt", vec![n()]), Multiply, third), Divide, call("nullif", vec![spread, number("0.0")]))
}
