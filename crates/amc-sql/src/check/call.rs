//! Calls: functions, aggregates, windows and parameters.

use datafusion::sql::sqlparser::{
    ast::{
        BinaryOperator, DateTimeField, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
        FunctionArguments, Value, WindowSpec, WindowType,
    },
    tokenizer::Span,
};

use super::{
    analysis::{Analysis, ParameterUse, convert, null},
    build::{binary, call, case, function, number, text_literal},
    scope::Typed,
};
use crate::{
    catalogue::ScalarType,
    diagnostic::Severity,
    functions::{self, Engine, FUNCTIONS, FunctionClass, Kind, Returns},
    parameter::{cast, try_cast},
    suggest::nearest,
    syntax::Place,
    types::SqlType,
};

/// The plain arguments of a list.
pub(crate) fn argument_list(args: &[FunctionArg]) -> Vec<Expr> {
    args.iter()
        .filter_map(|arg| match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
            _ => None,
        })
        .collect()
}

impl Analysis<'_> {
    /// A call that the parser gave a syntax of its own, such as `TRIM(BOTH FROM x)`.
    pub(crate) fn call_by_name(&mut self, expr: &mut Expr, name: &str, args: Vec<Expr>) -> Typed {
        let made = function(name, args, Span::empty());
        self.function(made, expr)
    }

    pub(crate) fn function(&mut self, mut function: Function, expr: &mut Expr) -> Typed {
        let Some(ident) = function.name.0.last().and_then(|part| part.as_ident().cloned()) else {
            return Typed::unknown(Place::default());
        };
        let name_place = Place::from(ident.span);
        let place = if name_place.is_empty() { name_place } else { self.text.call(name_place) };
        let (mut args, distinct, star) = match &function.args {
            FunctionArguments::List(list) => (
                argument_list(&list.args),
                list.duplicate_treatment == Some(DuplicateTreatment::Distinct),
                list.args.iter().any(|arg| matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::Wildcard))),
            ),
            FunctionArguments::Subquery(_) => {
                self.error("unsupported", place, "a subquery as an argument needs its own parentheses", None);
                return Typed::unknown(place);
            }
            FunctionArguments::None => (Vec::new(), false, false),
        };
        let upper = ident.value.to_ascii_uppercase();
        let Some(known) = functions::find(&upper) else {
            return self.unknown_function(&ident.value, name_place, place, &mut args);
        };
        if !known.doc.documented {
            let message = format!("Amazon does not list `{upper}` among AMC's functions");
            self.report(Severity::Warning, "undocumented_function", name_place, message, None);
        }
        match upper.as_str() {
            "CUSTOM_PARAMETER" | "BUILT_IN_PARAMETER" => return self.named_parameter(&upper, &args, place, expr),
            "EXTEND_TIME_WINDOW" => {
                let help = Some("write FROM TABLE(EXTEND_TIME_WINDOW('table', 'P14D', 'P1D'))".to_owned());
                self.error("table_function", place, "EXTEND_TIME_WINDOW gives a table and belongs into FROM", help);
                return Typed::unknown(place);
            }
            _ => {}
        }
        let count = if star { 1 } else { args.len() };
        if count < known.min || count > known.max {
            let takes = match (known.min, known.max) {
                (min, max) if min == max => format!("{min}"),
                (min, max) if max > 90 => format!("at least {min}"),
                (min, max) => format!("{min} to {max}"),
            };
            let message = format!("{upper} takes {takes} arguments, {count} are given");
            self.error("argument_count", place, message, Some(known.doc.signature.to_owned()));
            for arg in &mut args {
                self.expr(arg);
            }
            return Typed::unknown(place);
        }
        let windowed = function.over.is_some();
        let aggregate = known.doc.class == FunctionClass::Aggregate && !windowed;
        if aggregate {
            self.aggregate_allowed(&upper, place);
            self.aggregated = true;
        }
        if known.doc.class == FunctionClass::Window && !windowed {
            let help = Some(known.doc.signature.to_owned());
            self.error("window_needed", place, format!("{upper} needs OVER (…)"), help);
        }
        if windowed {
            if !matches!(known.doc.class, FunctionClass::Aggregate | FunctionClass::Window) {
                self.error("window_not_allowed", place, format!("{upper} cannot be used with OVER"), None);
            }
            if matches!(
                self.clause,
                super::analysis::Clause::Where | super::analysis::Clause::Having | super::analysis::Clause::On
            ) {
                let code = if self.clause == super::analysis::Clause::Having {
                    "window_in_having"
                } else {
                    "window_not_allowed"
                };
                let message = format!("{} cannot use a window function", self.clause.words());
                let help = Some("wrap the SELECT in a subquery and filter outside".to_owned());
                self.error(code, place, message, help);
            }
        }
        let kept = self.in_aggregate;
        self.in_aggregate |= aggregate;
        let typed: Vec<Typed> = args.iter_mut().map(|arg| self.expr(arg)).collect();
        if let Some(filter) = &mut function.filter {
            self.condition(filter);
        }
        self.in_aggregate = kept;
        if let Some(WindowType::WindowSpec(spec)) = &mut function.over {
            self.window(spec);
        }
        let place = if place.is_empty() {
            let inner = typed.iter().fold(Place::default(), |place, arg| place.with(arg.place));
            self.text.around(inner)
        } else {
            place
        };
        self.infer_arguments(&upper, &typed);
        for (index, (arg, typed)) in args.iter_mut().zip(&typed).enumerate() {
            self.need(known.kind(index), typed, arg, &upper);
        }
        let data_type = self.returned(known, &upper, &mut args, &typed, place);
        let made = self.lower(known.engine, &upper, args, &typed, function, (distinct, star), ident.span);
        *expr = made;
        let parts: Vec<&Typed> = typed.iter().collect();
        let mut out = match upper.as_str() {
            // Counts and ranks tell nothing of the values themselves.
            "COUNT" | "RANK" | "DENSE_RANK" | "ROW_NUMBER" | "ARRAY_CONTAINS" | "CONTAINED_IN" | "CARDINALITY" => {
                Typed::about(data_type, place, &parts)
            }
            "IF" | "NVL2" => {
                let values: Vec<&Typed> = parts.iter().skip(1).copied().collect();
                Typed {
                    aggregate: parts.iter().any(|part| part.aggregate),
                    window: parts.iter().any(|part| part.window),
                    constant: parts.iter().all(|part| part.constant),
                    ..Typed::made_of(data_type, place, &values)
                }
            }
            _ => Typed::made_of(data_type, place, &parts),
        };
        if matches!(upper.as_str(), "CONTAINED_IN" | "ARRAY_CONTAINS")
            && let [first, rest @ ..] = typed.as_slice()
        {
            for other in rest {
                self.privacy_of_comparison(first, other, place);
            }
        }
        if matches!(upper.as_str(), "RANDOM" | "RAND" | "UUID" | "CURRENT_DATE" | "CURRENT_TIMESTAMP") {
            out.constant = false;
        }
        if aggregate {
            (out.aggregate, out.constant) = (true, false);
        }
        if windowed {
            // Aggregates inside a window's arguments still make the SELECT a grouped one.
            (out.window, out.constant) = (true, false);
        }
        out
    }

    fn unknown_function(&mut self, name: &str, name_place: Place, place: Place, args: &mut [Expr]) -> Typed {
        let upper = name.to_ascii_uppercase();
        if upper == "GETDATE" {
            self.error(
                "getdate",
                place,
                "AMC has no GETDATE()",
                Some("use CURRENT_DATE or CURRENT_TIMESTAMP".to_owned()),
            );
            if let Some(found) = self.found.last_mut() {
                found.replacement = Some("CURRENT_TIMESTAMP".to_owned());
            }
        } else {
            let near = nearest(&upper, FUNCTIONS.iter().map(|known| known.doc.name)).map(str::to_owned);
            self.unknown_name("unknown_function", name_place, format!("there is no function `{name}`"), near, None);
        }
        for arg in args {
            self.expr(arg);
        }
        // It may have been meant as an aggregate.
        self.aggregated = true;
        Typed::unknown(place)
    }

    fn aggregate_allowed(&mut self, name: &str, place: Place) {
        use super::analysis::Clause;
        if self.in_aggregate {
            let message = format!("{name} stands inside another aggregate");
            let help = Some("aggregate in a subquery first".to_owned());
            self.error("nested_aggregate", place, message, help);
        } else if matches!(self.clause, Clause::Where | Clause::On | Clause::Values) {
            let help = (self.clause == Clause::Where).then(|| "move the condition to HAVING".to_owned());
            let message = format!("{} cannot use the aggregate {name}", self.clause.words());
            self.error("aggregate_not_allowed", place, message, help);
        }
    }

    /// Keys and frame of a window.
    pub(crate) fn window(&mut self, spec: &mut WindowSpec) {
        let clause = std::mem::replace(&mut self.clause, super::analysis::Clause::Select);
        for key in &mut spec.partition_by {
            self.expr(key);
        }
        for key in &mut spec.order_by {
            self.expr(&mut key.expr);
        }
        self.clause = clause;
    }

    /// Settles parameter types that follow from the other arguments.
    fn infer_arguments(&mut self, name: &str, typed: &[Typed]) {
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

    /// Checks an argument against what is needed and converts it where Amazon does so silently. Answers whether it fits.
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
                data_type.is_number() || typed.literal.as_ref().is_some_and(|text| text.trim().parse::<f64>().is_ok())
            }
            Kind::Boolean => *data_type == SqlType::BOOLEAN,
            Kind::Time => data_type.is_time() || data_type.is_text(),
            Kind::Array => matches!(data_type, SqlType::Array(_)),
            Kind::Binary => *data_type == SqlType::BINARY || data_type.is_text(),
        };
        if !fits {
            let shown = self.text.quote(typed.place);
            let shown = if shown.is_empty() { "this".to_owned() } else { format!("`{shown}`") };
            let message = format!("{what} needs {}, but {shown} is {data_type}", kind.words());
            let help = (matches!(kind, Kind::Number | Kind::Whole) && data_type.is_text())
                .then(|| "convert it with CAST(… AS DOUBLE)".to_owned());
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

    fn returned(
        &mut self,
        known: &functions::Function,
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
            self.error("argument_count", place, "NAMED_ROW takes pairs of a name and a value", None);
            return SqlType::Unknown;
        }
        let mut fields = Vec::new();
        for pair in typed.chunks(2) {
            let [name, value] = pair else { continue };
            match &name.literal {
                Some(text) => fields.push((text.clone(), value.data_type.clone())),
                None => {
                    self.error("argument_type", name.place, "the name of a field has to be text in quotes", None);
                    return SqlType::Unknown;
                }
            }
        }
        SqlType::Row(fields)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    fn lower(
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
                args.truncate(2);
                engine
            }
            Engine::Special => return self.lower_special(name, args, typed),
        };
        match name {
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
            "MIN" | "MAX" | "SUM" | "AVG" => {}
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
        made.within_group = original.within_group;
        let made = Expr::Function(made);
        match name {
            "MEDIAN" | "PERCENTILE" | "APPROX_PERCENTILE" => cast(made.clone(), &SqlType::DOUBLE).unwrap_or(made),
            "RANK" | "DENSE_RANK" | "ROW_NUMBER" | "NTILE" => cast(made.clone(), &SqlType::LONG).unwrap_or(made),
            "DATE_TRUNC" => cast(made.clone(), &SqlType::TIMESTAMP).unwrap_or(made),
            _ => made,
        }
    }

    fn lower_special(&mut self, name: &str, args: Vec<Expr>, typed: &[Typed]) -> Expr {
        let mut rest = args.into_iter();
        let mut next = || rest.next().unwrap_or_else(null);
        match name {
            "CONCAT" => {
                let first = next();
                rest.fold(first, |left, right| binary(left, BinaryOperator::StringConcat, right))
            }
            "E" => call("exp", vec![number("1.0")]),
            "LOG" => {
                let first = next();
                match rest.next() {
                    Some(second) => call("log", vec![first, second]),
                    None => call("ln", vec![first]),
                }
            }
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
            "EPOCH_TO_UTC_TIMESTAMP" => {
                let moment = call("to_timestamp_seconds", vec![next()]);
                cast(moment.clone(), &SqlType::TIMESTAMP).unwrap_or(moment)
            }
            "IF" => {
                let (condition, yes) = (next(), next());
                case(condition, yes, rest.next())
            }
            "NVL2" => {
                let (subject, yes, no) = (next(), next(), next());
                case(Expr::IsNotNull(Box::new(subject)), yes, Some(no))
            }
            "CARDINALITY" => {
                let array = next();
                let is_map = typed.first().is_some_and(|arg| arg.data_type == SqlType::Map);
                let length = if is_map {
                    call("cardinality", vec![array])
                } else {
                    // The engine answers NULL for the length of an empty array.
                    let length = call("array_length", vec![array.clone()]);
                    case(Expr::IsNotNull(Box::new(array)), call("coalesce", vec![length, number("0")]), None)
                };
                cast(length.clone(), &SqlType::INTEGER).unwrap_or(length)
            }
            "CONTAINED_IN" => self.contained_in(next(), rest.collect(), typed),
            "MD5" => call("md5", vec![next()]),
            "SKEWNESS" => skewness(&next()),
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

    /// `CUSTOM_PARAMETER('name')` and `BUILT_IN_PARAMETER('TIME_WINDOW_START')`.
    fn named_parameter(&mut self, function: &str, args: &[Expr], place: Place, expr: &mut Expr) -> Typed {
        let name = match args {
            [Expr::Value(value)] => match &value.value {
                Value::SingleQuotedString(name) => Some((name.clone(), Place::from(value.span))),
                _ => None,
            },
            _ => None,
        };
        let Some((name, at)) = name else {
            self.error("argument_type", place, format!("{function} takes one name in single quotes"), None);
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
                let near = nearest(&name, ["TIME_WINDOW_START", "TIME_WINDOW_END"]).map(|near| format!("'{near}'"));
                let message = format!("there is no built-in parameter `{name}`");
                let help = Some("there are TIME_WINDOW_START and TIME_WINDOW_END".to_owned());
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
                    let near = nearest(name, self.declared.iter().map(|known| known.name.as_str())).map(str::to_owned);
                    let help = near
                        .map_or_else(|| "declare it with a type".to_owned(), |near| format!("did you mean `{near}`?"));
                    self.error(
                        "undeclared_parameter",
                        place,
                        format!("the parameter `{name}` is not declared"),
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

/// Skewness of the whole, from sums: Spark's definition.
fn skewness(value: &Expr) -> Expr {
    use BinaryOperator::{Divide, Minus, Multiply, Plus};
    let x = || cast(value.clone(), &SqlType::DOUBLE).unwrap_or_else(null);
    let sum = |power: usize| {
        let factors = (1..power).fold(x(), |product, _| binary(product, Multiply, x()));
        call("sum", vec![factors])
    };
    let n = || cast(call("count", vec![value.clone()]), &SqlType::DOUBLE).unwrap_or_else(null);
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
