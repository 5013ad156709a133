//! Columns: of a relation, of all that a place sees, and of tables it does not name yet.

use std::{borrow::Cow, collections::HashMap, rc::Rc};

use super::Proposer;
use crate::{
    editor::{
        CompletionKind,
        item::Item,
        offer::{Group, What},
        outline::{Block, Clause, Frame, Holds},
        scope::{Column, Columns},
    },
    functions::{FunctionClass, find},
};

/// Letters of a column that must be typed before those of tables that the query does not name are proposed.
const LETTERS_WITHOUT_FROM: usize = 2;

/// Which columns come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Metrics,
    Dimensions,
    Any,
}

impl Wish {
    fn preference(self, column: &Column<'_>) -> u8 {
        match self {
            Self::Metrics if column.is_metric() => 0,
            Self::Metrics => 2 - u8::from(column.is_number()),
            Self::Dimensions => u8::from(column.is_metric()),
            Self::Any => 0,
        }
    }
}

impl<'a> Proposer<'_, 'a> {
    pub(super) fn of_relation(&mut self, qualifier: usize, frame: &Frame) {
        let wanted = self.scope.lexed.name(qualifier);
        let mut found = None;
        for block in self.seen(frame) {
            for relation in &block.relations {
                if found.is_none() && self.scope.name(relation).is_some_and(|name| name.eq_ignore_ascii_case(&wanted)) {
                    found = Some(self.scope.relation(relation, block.env));
                }
            }
        }
        // FROM may come later: the name of a table stands for itself.
        let columns = found.unwrap_or_else(|| self.scope.named(&wanted, frame.env));
        let wish = self.wish(frame);
        for index in 0..columns.len() {
            self.column(&columns, index, wish, None, false);
        }
    }

    pub(super) fn column(
        &mut self,
        columns: &Columns<'a>,
        index: usize,
        wish: Wish,
        mark: Option<&Cow<'a, str>>,
        qualify: bool,
    ) {
        let column = &columns[index];
        self.offers.add(&column.name, Group::Column, wish.preference(column), || What::Column {
            columns: Rc::clone(columns),
            index,
            mark: mark.cloned(),
            qualifier: mark.filter(|_| qualify).cloned(),
        });
    }

    /// The blocks whose columns a place may use, innermost first.
    pub(super) fn seen(&self, frame: &Frame) -> Vec<&'a Block> {
        let outline = self.scope.outline;
        std::iter::successors(frame.block.map(|block| &outline.blocks[block]), |block| {
            block.outer.map(|outer| &outline.blocks[outer])
        })
        .collect()
    }

    pub(super) fn operand(&mut self, frame: &Frame) {
        let wish = self.wish(frame);
        let seen = self.seen(frame);
        let mut hidden: HashMap<String, usize> = HashMap::new();
        for (depth, block) in seen.iter().enumerate() {
            self.columns_of(block, depth, wish, &mut hidden);
        }
        for block in &seen {
            for relation in &block.relations {
                let Some(name) = self.scope.name(relation) else { continue };
                let detail = self.scope.origin(relation);
                self.offers.add(&name.clone(), Group::Alias, 0, || What::Named {
                    kind: CompletionKind::Alias,
                    name,
                    detail,
                    documentation: "",
                });
            }
        }
        let in_window = self.frames.iter().any(|frame| frame.holds == Holds::Over);
        let takes_outputs = matches!(frame.clause, Clause::GroupBy | Clause::Having | Clause::OrderBy) && !in_window;
        if let Some(block) = frame.block.filter(|_| takes_outputs) {
            self.outputs(block, &hidden);
        }
        if seen.first().is_none_or(|block| block.relations.is_empty())
            && self.offers.typed().len() >= LETTERS_WITHOUT_FROM
        {
            self.elsewhere(frame);
        }
        self.functions(frame);
    }

    /// Columns of a block; those that an inner block hides are left out.
    pub(super) fn columns_of(
        &mut self,
        block: &'a Block,
        depth: usize,
        wish: Wish,
        hidden: &mut HashMap<String, usize>,
    ) {
        let relations: Vec<_> = block
            .relations
            .iter()
            .map(|relation| (self.scope.name(relation), self.scope.relation(relation, block.env)))
            .collect();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for column in relations.iter().flat_map(|(_, columns)| columns.iter()) {
            *counts.entry(column.name.to_ascii_lowercase()).or_default() += 1;
        }
        for at in &block.using {
            // USING leaves one column of the two.
            counts.insert(self.scope.lexed.name(*at).to_ascii_lowercase(), 1);
        }
        let mut merged: Vec<String> = Vec::new();
        for (name, columns) in &relations {
            for index in 0..columns.len() {
                let key = columns[index].name.to_ascii_lowercase();
                let ambiguous = counts.get(&key).is_some_and(|count| *count > 1);
                let using = block.using.iter().any(|at| self.scope.lexed.name(*at).eq_ignore_ascii_case(&key));
                if hidden.contains_key(&key) || (using && merged.contains(&key)) {
                    continue;
                }
                let mark = name.as_ref().filter(|_| ambiguous || depth > 0);
                self.column(columns, index, wish, mark, ambiguous);
                if using {
                    merged.push(key);
                }
            }
        }
        hidden.extend(counts);
    }

    pub(super) fn outputs(&mut self, block: usize, hidden: &HashMap<String, usize>) {
        let aliased = self.scope.outline.blocks[block]
            .items
            .iter()
            .any(|item| matches!(item, Item::Column { alias: Some(_), .. } | Item::Expression { alias: Some(_), .. }));
        if !aliased {
            return;
        }
        let columns: Columns<'a> = Rc::new(self.scope.output(block));
        for (index, column) in columns.iter().enumerate() {
            if hidden.contains_key(&column.name.to_ascii_lowercase()) {
                continue;
            }
            self.offers.add(&column.name, Group::Output, 0, || What::Column {
                columns: Rc::clone(&columns),
                index,
                mark: Some(Cow::Borrowed("output")),
                qualifier: None,
            });
        }
    }

    /// Columns of everything that FROM could name.
    pub(super) fn elsewhere(&mut self, frame: &Frame) {
        let wish = self.wish(frame);
        for cte in self.scope.ctes(frame.env) {
            let name = self.scope.lexed.name(self.scope.outline.ctes[cte].name);
            let columns = self.scope.cte(cte);
            for index in 0..columns.len() {
                self.column(&columns, index, wish, Some(&name), false);
            }
        }
        let catalogue = self.scope.catalogue;
        let mut places: HashMap<&'a str, usize> = HashMap::new();
        let mut found = Vec::new();
        for table in catalogue.tables() {
            for field in &table.fields {
                if let Some(place) = places.get(field.name.as_str()) {
                    let (first, _, others): &mut (&crate::catalogue::Table, _, usize) = &mut found[*place];
                    *others += usize::from(!std::ptr::eq(*first, table.as_ref()));
                } else if self.offers.typed().fit(&field.name).is_some() {
                    places.insert(&field.name, found.len());
                    found.push((table.as_ref(), field, 0));
                }
            }
        }
        for (table, field, others) in found {
            self.offers.add(&field.name, Group::Column, 3, || What::Elsewhere { table, field, others });
        }
    }

    pub(super) fn common_columns(&mut self, frame: &Frame) {
        let Some(block) = frame.block.map(|block| &self.scope.outline.blocks[block]) else { return };
        let mut seen: HashMap<String, usize> = HashMap::new();
        for relation in &block.relations {
            let columns = self.scope.relation(relation, block.env);
            for (index, column) in columns.iter().enumerate() {
                let count = seen.entry(column.name.to_ascii_lowercase()).or_default();
                *count += 1;
                if *count == 2 {
                    self.column(&columns, index, Wish::Dimensions, None, false);
                }
            }
        }
    }

    pub(super) fn windows(&mut self, frame: &Frame) {
        let Some(block) = frame.block.map(|block| &self.scope.outline.blocks[block]) else { return };
        for at in &block.windows {
            let name = self.scope.lexed.name(*at);
            self.offers.add(&name.clone(), Group::First, 0, || What::Named {
                kind: CompletionKind::Alias,
                name,
                detail: Cow::Borrowed("window"),
                documentation: "",
            });
        }
    }

    /// The functions around the place within its query, innermost first.
    pub(super) fn around(&self) -> impl Iterator<Item = &'a str> {
        let frames: &'a [Frame] = self.frames;
        let lexed = &self.cursor.lexed;
        frames
            .iter()
            .rev()
            .take_while(|frame| !matches!(frame.holds, Holds::Query { .. } | Holds::Relations))
            .filter_map(move |frame| match frame.holds {
                Holds::Call(name) => Some(lexed.text(name)),
                _ => None,
            })
    }

    pub(super) fn in_aggregate(&self) -> Option<&'static str> {
        let mut found = self.around().filter_map(find).map(|function| &function.doc);
        found.find(|doc| doc.class == FunctionClass::Aggregate).map(|doc| doc.name)
    }

    pub(super) fn wish(&self, frame: &Frame) -> Wish {
        match self.in_aggregate() {
            Some("COUNT" | "COLLECT") => Wish::Dimensions,
            Some("MIN" | "MAX") => Wish::Any,
            Some(_) => Wish::Metrics,
            None if matches!(frame.clause, Clause::GroupBy | Clause::PartitionBy | Clause::On) => Wish::Dimensions,
            None => Wish::Any,
        }
    }
}
