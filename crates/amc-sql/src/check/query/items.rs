//! The SELECT list: items, stars and their names.

use datafusion::sql::sqlparser::ast::{Expr, Ident, SelectItem, SelectItemQualifiedWildcardKind};

use crate::{
    catalogue::Threshold,
    check::{
        analysis::{Alias, Analysis, null},
        query::{Item, quoted},
        scope::{Column, Typed},
        traps::Marks,
    },
    syntax::Place,
};

impl Analysis<'_> {
    pub(super) fn item(&mut self, item: SelectItem, items: &mut Vec<Item>, open: &mut bool) {
        match item {
            SelectItem::UnnamedExpr(mut expr) => {
                let name = own_name(&expr).unwrap_or_else(|| format!("EXPR${}", items.len()));
                let typed = self.expr(&mut expr);
                items.push(Item { expr, typed, name });
            }
            SelectItem::ExprWithAlias { mut expr, alias } => {
                let typed = self.expr(&mut expr);
                items.push(Item { expr, typed, name: alias.value });
            }
            SelectItem::ExprWithAliases { mut expr, aliases } => {
                let typed = self.expr(&mut expr);
                let place = aliases.first().map(|alias| alias.span.into()).unwrap_or_default();
                self.error("unsupported", place, "one expression takes one alias", None);
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
                        self.error("unsupported", star, "a star cannot stand behind this", None);
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
                self.error("select_star", place, "there is no table whose columns `*` could stand for", None);
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
                format!("AMC does not hand out whole rows: `*` cannot be used on the table `{table}`"),
                Some("name the columns and aggregate them".to_owned()),
            );
            // One finding is enough; the missing aggregate is the same mistake.
            (self.aggregated, refused) = (true, true);
        }
        for relation in relations {
            *open |= relation.columns.open;
            for column in &relation.columns.list {
                let repeated = wanted.is_none()
                    && scope.merged.contains(&column.key)
                    && items.iter().any(|item| item.name.eq_ignore_ascii_case(&column.name));
                if repeated {
                    continue;
                }
                // What is refused has no value that could be missing from GROUP BY.
                let expr = if refused {
                    null()
                } else if scope.merged.contains(&column.key) {
                    Expr::Identifier(quoted(&column.key))
                } else {
                    Expr::CompoundIdentifier(vec![quoted(&relation.alias), quoted(&column.key)])
                };
                let typed = Typed {
                    class: if refused { Threshold::None } else { column.class },
                    origin: column.origin.clone(),
                    firm: column.firm,
                    marks: if refused { Marks::default() } else { column.marks },
                    ..Typed::of(column.data_type.clone(), place)
                };
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

/// Keys have to be the same as in the finished column list, so this counts repetitions in the same way.
pub(super) fn aliases(items: &[Item]) -> Vec<Alias> {
    items
        .iter()
        .map(|item| Alias { key: item.name.to_lowercase(), expr: item.expr.clone(), typed: item.typed.clone() })
        .collect()
}

pub(super) fn unique(key: &str, list: &[Column]) -> String {
    let taken = |name: &str| list.iter().any(|column| column.key == name);
    if !taken(key) {
        return key.to_owned();
    }
    (0..).map(|number| format!("{key}{number}")).find(|name| !taken(name)).unwrap_or_default()
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
