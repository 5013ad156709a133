//! Calls: functions, aggregates, windows and parameters.

mod arguments;
mod clauses;
mod elsewhere;
mod lower;
mod parameter;
mod returned;
mod window;

use datafusion::sql::sqlparser::{
    ast::{
        DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectName, Value,
        WindowType,
    },
    tokenizer::Span,
};

use super::{
    analysis::{Analysis, Clause},
    build::function,
    scope::Typed,
};
use crate::{
    diagnostic::{Diagnostic, Severity, counted},
    functions::{self, FunctionClass, MANY, Returns},
    syntax::Place,
};

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
        let mut clauses = Vec::new();
        let (mut args, distinct, star) = match std::mem::replace(&mut function.args, FunctionArguments::None) {
            FunctionArguments::List(list) => {
                let star = |arg: &FunctionArg| matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::Wildcard));
                let stars = list.args.iter().any(star);
                if let Some(of) = list.args.iter().find_map(qualified_star) {
                    return self.counted_columns(
                        of,
                        &ident,
                        list.args.len(),
                        list.duplicate_treatment.is_some(),
                        place,
                    );
                }
                let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
                clauses = list.clauses;
                (argument_list(list.args), distinct, stars)
            }
            FunctionArguments::Subquery(_) => {
                let help = Some("Put a second pair around the subquery.".to_owned());
                self.error("unsupported", place, "A subquery as an argument needs parentheses of its own.", help);
                return Typed::unknown(place);
            }
            FunctionArguments::None => (Vec::new(), false, false),
        };
        let upper = ident.value.to_ascii_uppercase();
        let Some(known) = functions::find(&upper) else {
            return self.unknown_function(&ident.value, name_place, place, &mut args);
        };
        if !known.doc.documented {
            let message = format!("Amazon does not list {upper} among the functions of AMC.");
            self.report(Severity::Warning, "undocumented_function", name_place, message, None);
        }
        self.call_clauses(&mut function, clauses, &upper, name_place, place);
        match upper.as_str() {
            "CUSTOM_PARAMETER" | "BUILT_IN_PARAMETER" => return self.named_parameter(&upper, &args, place, expr),
            "EXTEND_TIME_WINDOW" => {
                let help = Some("Write FROM TABLE(EXTEND_TIME_WINDOW('table', 'P14D', 'P1D')).".to_owned());
                self.error("table_function", place, "EXTEND_TIME_WINDOW gives a table and belongs into FROM.", help);
                return Typed::unknown(place);
            }
            _ => {}
        }
        let count = if star { 1 } else { args.len() };
        if count < known.min || count > known.max {
            let takes = match (known.min, known.max) {
                (min, max) if min == max => counted(min, "argument"),
                (min, MANY) => format!("at least {}", counted(min, "argument")),
                (min, max) => format!("{min} to {}", counted(max, "argument")),
            };
            let given = if count == 1 { "1 is".to_owned() } else { format!("{count} are") };
            let message = format!("{upper} takes {takes}, but {given} given.");
            let typed: Vec<Typed> = args.iter_mut().map(|arg| self.expr(arg)).collect();
            let place = self.place_of_call(place, &typed);
            self.error("argument_count", place, message, Some(format!("Write it as {}.", known.doc.signature)));
            return Typed::unknown(place);
        }
        let windowed = function.over.is_some();
        let aggregate = known.doc.class == FunctionClass::Aggregate && !windowed;
        if aggregate {
            self.aggregate_allowed(&upper, place);
            self.aggregated = true;
        }
        if known.doc.class == FunctionClass::Window && !windowed {
            let help = Some(format!("Write it as {}.", known.doc.signature));
            self.error("window_needed", place, format!("{upper} needs OVER (…)."), help);
        }
        if windowed {
            if !matches!(known.doc.class, FunctionClass::Aggregate | FunctionClass::Window) {
                let help = Some("Remove OVER and the parentheses behind it.".to_owned());
                self.error("window_not_allowed", place, format!("{upper} cannot be used with OVER."), help);
            }
            if matches!(self.clause, Clause::Where | Clause::Having | Clause::On) {
                let code = if self.clause == Clause::Having { "window_in_having" } else { "window_not_allowed" };
                let message = format!("{} cannot use a window function.", self.clause.words());
                let help = Some("Wrap the SELECT in a subquery and filter outside.".to_owned());
                self.error(code, place, message, help);
            }
        }
        // Amazon's signature has the pattern behind the value, its samples before it, as in C.
        if upper == "FORMAT"
            && let [pattern, value] = args.as_mut_slice()
            && is_printf(pattern)
            && !is_printf(value)
        {
            std::mem::swap(pattern, value);
        }
        let kept = self.in_aggregate;
        self.in_aggregate |= aggregate;
        let typed: Vec<Typed> = args.iter_mut().map(|arg| self.expr(arg)).collect();
        if let Some(filter) = &mut function.filter {
            self.condition(filter);
        }
        for key in &mut function.within_group {
            self.expr(&mut key.expr);
        }
        self.in_aggregate = kept;
        if let Some(WindowType::WindowSpec(spec)) = &mut function.over {
            self.window(spec);
        }
        let place = self.place_of_call(place, &typed);
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
            "COUNT" | "GROUPING" | "RANK" | "DENSE_RANK" | "ROW_NUMBER" | "ARRAY_CONTAINS" | "CONTAINED_IN"
            | "CARDINALITY" => Typed::about(data_type, place, &parts),
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
        if matches!(upper.as_str(), "CONTAINED_IN" | "ARRAY_CONTAINS" | "NULLIF")
            && let [first, rest @ ..] = typed.as_slice()
        {
            for other in rest {
                self.privacy_of_comparison(first, other, place);
            }
        }
        if matches!(upper.as_str(), "RANDOM" | "RAND" | "UUID" | "CURRENT_DATE" | "CURRENT_TIMESTAMP") {
            out.constant = false;
        }
        match upper.as_str() {
            "SUM" => {
                if let Some(value) = typed.first() {
                    self.trap_in_sum(value, place);
                }
                out.marks.users = false;
            }
            "COUNT" => {
                out.marks.users = distinct && parts.iter().any(|part| part.privacy.is_of("user_id"));
            }
            _ => {}
        }
        out.firm |= known.returns == Returns::Text;
        out.metric = measures(known, &upper, &out);
        out.weight = weight(&upper, &typed);
        // Aggregates inside a window's arguments still make the SELECT a grouped one.
        (out.aggregate, out.window) = (out.aggregate || aggregate, out.window || windowed);
        if aggregate || windowed {
            out.constant &= picks(&upper);
        }
        out
    }

    /// Where a call stands; one without a name of its own is what stands around its arguments.
    fn place_of_call(&self, place: Place, typed: &[Typed]) -> Place {
        let inner = typed.iter().fold(Place::default(), |place, arg| place.with(arg.place));
        if place.is_empty() { self.text.around(inner) } else { place }
    }

    /// `COUNT(d.*)`: the columns of a table are no value.
    fn counted_columns(&mut self, of: &ObjectName, call: &Ident, args: usize, distinct: bool, place: Place) -> Typed {
        let last =
            of.0.last().and_then(|part| part.as_ident()).map(|ident| Place::from(ident.span)).unwrap_or_default();
        let first =
            of.0.first().and_then(|part| part.as_ident()).map(|ident| Place::from(ident.span)).unwrap_or_default();
        let at = first.with(self.text.behind(self.text.and_next(last)));
        let rows = call.value.eq_ignore_ascii_case("COUNT") && args == 1 && !distinct;
        let help = if rows { "Write COUNT(*) to count the rows." } else { "Name the columns." };
        let message = format!(
            "{} takes values, and not all columns of {}.",
            call.value.to_ascii_uppercase(),
            self.text.quote(last)
        );
        let found = at.diagnostic(Severity::Error, "select_star", message);
        self.push(Diagnostic { help: Some(help.to_owned()), replacement: rows.then(|| "*".to_owned()), ..found });
        // It may have been meant as an aggregate.
        self.aggregated = true;
        Typed::unknown(place)
    }
}

/// Whether an expression is a text with a place for a value, as in `%02d`.
fn is_printf(expr: &Expr) -> bool {
    let Expr::Value(value) = expr else { return false };
    let Value::SingleQuotedString(text) = &value.value else { return false };
    text.split('%').skip(1).any(|rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '#' | '.' | ','))
            .starts_with(['d', 's', 'f'])
    })
}

/// What a call weighs. Where the engine lacks a function, or makes something else of it, arguments are said several times.
fn weight(name: &str, typed: &[Typed]) -> usize {
    let times = match name {
        "NVL2" | "NULLIF" | "CARDINALITY" => 2,
        "SKEWNESS" => 16,
        _ => 1,
    };
    typed.iter().fold(1, |weight, arg| arg.weight.saturating_mul(times).saturating_add(weight))
}

/// Whether an aggregate or a window answers values as they are. Of what the query's author wrote they are still that.
fn picks(name: &str) -> bool {
    matches!(name, "MIN" | "MAX" | "COLLECT" | "FIRST_VALUE" | "LAST_VALUE" | "LAG" | "LEAD")
}

/// Whether what a call answers measures something: numbers of groups and windows, but for those that only pick one of the values.
fn measures(known: &functions::Function, name: &str, out: &Typed) -> bool {
    let counts = matches!(known.doc.class, FunctionClass::Aggregate | FunctionClass::Window) && !picks(name);
    out.data_type.is_number() && (counts || out.metric)
}

/// The table of `table.*`.
fn qualified_star(arg: &FunctionArg) -> Option<&ObjectName> {
    match arg {
        FunctionArg::Unnamed(FunctionArgExpr::QualifiedWildcard(of)) => Some(of),
        _ => None,
    }
}

/// The plain arguments of a list.
pub(crate) fn argument_list(args: Vec<FunctionArg>) -> Vec<Expr> {
    args.into_iter()
        .filter_map(|arg| match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
            _ => None,
        })
        .collect()
}
