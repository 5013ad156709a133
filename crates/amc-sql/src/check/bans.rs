//! What must not be compared with what a query's author writes: values of private columns, whatever they are called, and whatever a condition sets
//! equal to them. Conditions may come in any order, so that what is compared before it is known to be private is kept in mind.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{
    analysis::Analysis,
    privacy::Ban,
    scope::{Named, Typed},
};
use crate::{
    diagnostic::{Severity, named},
    syntax::Place,
};

/// What conditions have said of columns so far.
#[derive(Debug, Default)]
pub(crate) struct Equalities {
    /// The columns that a ban on a column goes over to.
    links: HashMap<Rc<Named>, Vec<Rc<Named>>>,
    /// Where columns are compared with literals, on their own or inside an expression.
    compared: HashMap<Rc<Named>, Vec<Place>>,
    /// Columns that a condition sets equal to private values.
    banned: HashSet<Rc<Named>>,
    told: HashSet<Place>,
}

impl Analysis<'_> {
    /// Warns of a value that must not be compared with what the query's author writes.
    pub(crate) fn privacy_of_comparison(&mut self, a: &Typed, b: &Typed, place: Place) {
        for (value, other) in [(a, b), (b, a)] {
            if !other.constant || value.constant {
                continue;
            }
            if let Some(ban) = value.privacy.banned_by() {
                self.forbidden_comparison(&ban, place);
                return;
            }
            for column in value.columns() {
                let places = self.equalities.compared.entry(Rc::clone(column)).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
    }

    fn forbidden_comparison(&mut self, ban: &Ban, place: Place) {
        if !self.equalities.told.insert(place) {
            return;
        }
        let (name, class) = (named(ban.column()), ban.class());
        let message = if ban.joined {
            format!("A join sets this equal to {name}, which is {class} and must not be compared with a literal.")
        } else {
            format!("The column {name} is {class} and must not be compared with a literal or parameter.")
        };
        let help = "Amazon rejects such a run. Compare it with another column, or leave the condition out.".to_owned();
        self.report(Severity::Warning, "literal_comparison", place, message, Some(help));
    }

    /// Two values that a join sets equal: what must not be compared with literals must not be so under the other's name either.
    pub(crate) fn privacy_of_link(&mut self, a: &Typed, b: &Typed) {
        for (from, to) in [(a, b), (b, a)] {
            let Some(column) = to.column.as_ref().filter(|_| to.privacy.banned_by().is_none()) else { continue };
            if let Some(ban) = from.privacy.banned_by() {
                self.forbid(column, ban);
                continue;
            }
            for known in from.columns() {
                let linked = self.equalities.links.entry(Rc::clone(known)).or_default();
                if !linked.contains(column) {
                    linked.push(Rc::clone(column));
                }
            }
        }
    }

    /// Forbids to compare a column with literals, and with it all that is set equal to it.
    fn forbid(&mut self, column: &Rc<Named>, ban: Ban) {
        let ban = Rc::new(ban.over_a_join());
        let mut next = vec![Rc::clone(column)];
        while let Some(column) = next.pop() {
            if !self.equalities.banned.insert(Rc::clone(&column)) {
                continue;
            }
            let mut relations = self.scopes.iter_mut().flat_map(|scope| &mut scope.relations);
            if let Some(relation) = relations.find(|relation| relation.id == column.relation) {
                let mut columns = Rc::make_mut(&mut relation.columns).list.iter_mut();
                if let Some(known) = columns.find(|known| known.key == column.key) {
                    known.privacy.link(&ban);
                }
            }
            for place in self.equalities.compared.remove(&column).unwrap_or_default() {
                self.forbidden_comparison(&ban, place);
            }
            next.extend(self.equalities.links.remove(&column).unwrap_or_default());
        }
    }
}
