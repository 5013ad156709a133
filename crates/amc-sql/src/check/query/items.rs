//! The SELECT list: items, stars and their names.

use std::collections::HashMap;

use datafusion::sql::sqlparser::ast::{Expr, Ident, SelectItem, SelectItemQualifiedWildcardKind};

use crate::{
    check::{
        analysis::{Alias, Analysis, null},
        query::{Item, quoted},
        scope::Typed,
    },
    syntax::Place,
};

impl Analysis<'_> {
    pub(super) fn item(&mut self, item: SelectItem, items: &mut Vec<Item>, open: &mut bool) {
        match item {
            SelectItem::UnnamedExpr(mut expr) => {
                let name = own_name(&expr).unwrap_or_else(|| format!("EXPR${}", items.len()));
                let typed = self.expr(&mut expr);
                self.weight = self.weight.saturating_add(typed.weight);
                items.push(Item { expr, typed, name });
            }
            SelectItem::ExprWithAlias { mut expr, alias } => {
                let typed = self.expr(&mut expr);
                self.weight = self.weight.saturating_add(typed.weight);
                items.push(Item { expr, typed, name: alias.value });
            }
            SelectItem::ExprWithAliases { mut expr, aliases } => {
                let typed = self.expr(&mut expr);
                let place = aliases.first().map(|alias| alias.span.into()).unwrap_or_default();
                self.error(
                    "unsupported",
                    place,
                    "An expression takes one alias.",
                    Some("Remove the others.".to_owned()),
                );
                items.push(Item { expr, typed, name: String::new() });
            }
            SelectItem::Wildcard(options) => {
                let place = Place::from(options.wildcard_token.0.span);
                self.star(None, place, items, open);
            }
            SelectItem::QualifiedWildcard(kind, options) => {
                let star = Place::from(options.wildcard_token.0.span);
                match kind {
                    SelectItemQualifiedWildcardKind::ObjectName(name) => {
                        let last = name.0.last().and_then(|part| part.as_ident().cloned());
                        let Some(ident) = last else { return };
                        let place = Place::from(ident.span).with(star);
                        self.star(Some(&ident), place, items, open);
                    }
                    SelectItemQualifiedWildcardKind::Expr(_) => {
                        self.error(
                            "unsupported",
                            star,
                            "A star cannot stand behind this.",
                            Some("Name the columns.".to_owned()),
                        );
                    }
                }
            }
        }
    }

    pub(super) fn star(&mut self, of: Option<&Ident>, place: Place, items: &mut Vec<Item>, open: &mut bool) {
        let Some(scope) = self.scopes.last().cloned() else { return };
        let wanted = of.map(|ident| ident.value.to_lowercase());
        let relations: Vec<_> = scope
            .relations
            .iter()
            .filter(|relation| wanted.as_ref().is_none_or(|name| relation.alias == *name))
            .collect();
        if relations.is_empty() {
            if let Some(ident) = of {
                self.unknown_relation(ident);
            } else {
                let help = Some("Add a FROM, or write values.".to_owned());
                self.error("select_star", place, "There is no table whose columns the star could stand for.", help);
            }
            *open = true;
            return;
        }
        let mut refused = false;
        if !self.in_exists
            && let Some(table) = relations.iter().find_map(|relation| relation.base.clone())
        {
            self.error(
                "select_star",
                place,
                format!("AMC hands out no whole rows, so that the star cannot be used on the table {table}."),
                Some("Name the columns and aggregate them.".to_owned()),
            );
            // One finding is enough; the missing aggregate is the same mistake.
            (self.aggregated, refused) = (true, true);
        }
        for relation in relations {
            *open |= relation.columns.open;
            for column in &relation.columns.list {
                let repeated = wanted.is_none()
                    && scope.merged.contains_key(&column.key)
                    && items.iter().any(|item| item.name.eq_ignore_ascii_case(&column.name));
                if repeated {
                    continue;
                }
                // What is refused has no value that could be missing from GROUP BY.
                let expr = if refused {
                    null()
                } else if let Some(merged) = scope.merged.get(&column.key) {
                    merged.clone()
                } else {
                    Expr::CompoundIdentifier(vec![quoted(&relation.alias), quoted(&column.key)])
                };
                let typed = if refused { Typed::of(column.data_type.clone(), place) } else { column.values(place) };
                items.push(Item { expr, typed, name: column.name.clone() });
            }
        }
    }
}

pub(super) fn name_items(items: &mut [Item]) {
    for (index, item) in items.iter_mut().enumerate() {
        if item.name.is_empty() {
            item.name = format!("EXPR${index}");
        }
    }
}

/// An item of a SELECT list under the name that the engine knows.
pub(crate) fn named(expr: Expr, key: &str) -> SelectItem {
    SelectItem::ExprWithAlias { expr, alias: quoted(key) }
}

/// The output columns by name; of two with one name the first counts.
pub(super) fn aliases(items: &[Item]) -> HashMap<String, Alias> {
    let mut aliases = HashMap::with_capacity(items.len());
    for item in items {
        aliases
            .entry(item.name.to_lowercase())
            .or_insert_with(|| Alias { expr: item.expr.clone(), typed: item.typed.clone() });
    }
    aliases
}

/// Names for columns, each given once.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The names that are taken, and the number to try next where one is wanted again.
    taken: HashMap<String, usize>,
}

impl Keys {
    /// The name, or with a number behind it where another column has it already.
    pub(super) fn unique(&mut self, name: &str) -> String {
        let Some(mut number) = self.taken.get(name).copied() else {
            self.taken.insert(name.to_owned(), 0);
            return name.to_owned();
        };
        let key = loop {
            let key = format!("{name}{number}");
            number += 1;
            if !self.taken.contains_key(&key) {
                break key;
            }
        };
        self.taken.insert(name.to_owned(), number);
        self.taken.insert(key.clone(), 0);
        key
    }
}

/// The name of a bare column; parentheses, as in `SELECT DISTINCT(campaign)`, change nothing.
fn own_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Identifier(ident) => Some(ident.value.clone()),
        Expr::CompoundIdentifier(parts) => parts.last().map(|part| part.value.clone()),
        Expr::Nested(inner) => own_name(inner),
        _ => None,
    }
}
