//! Who stands behind each row of an answer. A plan is rewritten so that every row also carries the users of the events it was made of: from the
//! tables, where a row has one user, through filters, joins, groups and unions to the result.
//!
//! A row may owe its users to several parts of a statement that are joined, each with users of its own; AMC calls them paths (`filteredReasonColumn`).
//! They are kept apart, since the values of each are those of its own users.

mod follow;
mod join;
mod set;

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, AsArray, RecordBatch},
        datatypes::UInt64Type,
    },
    common::Result,
    execution::FunctionRegistry,
    logical_expr::{AggregateUDF, Expr, LogicalPlan},
    prelude::SessionContext,
};

use self::follow::Follower;
use crate::{
    check::{TableRead, on_big_stack},
    functions::{USER_LIST, USER_OF, users::NOBODY},
};

/// The column of a base table that identifies a person.
pub(super) const USER_ID: &str = "user_id";
/// What a base table's rows carry on the way. No statement can write it.
pub(super) const USER: &str = "user#";

/// The users behind the rows of an answer.
#[derive(Debug, Clone, Default)]
pub struct RowUsers {
    /// The ways on which users came into the rows. None if there are none, or if they could not be followed.
    pub paths: Vec<UserPath>,
    /// What could not be followed, as sentences.
    pub lost: Vec<String>,
}

/// One way on which users came into rows: a part of the statement that is joined to others.
#[derive(Debug, Clone)]
pub struct UserPath {
    /// The tables whose users they are, in the order of the statement.
    pub sources: Vec<String>,
    /// The users of each row as numbers, without repetition; `None` where this way gave the row nothing. Events without a user give an empty list.
    pub users: Vec<Option<Vec<u64>>>,
}

impl RowUsers {
    pub(super) fn lost() -> Self {
        let lost = "The users behind the rows of this statement cannot be followed, so that none are counted.";
        Self { paths: Vec::new(), lost: vec![lost.to_owned()] }
    }

    /// Takes the users out of the columns that the rewritten plan has behind the first `width`.
    pub(super) fn read(&mut self, batch: &RecordBatch, width: usize) {
        for (path, column) in self.paths.iter_mut().zip(batch.columns().iter().skip(width)) {
            let known = |users: &dyn Array| -> Vec<u64> {
                let users = users.as_primitive_opt::<UInt64Type>();
                users.map(|users| users.iter().flatten().filter(|user| *user != NOBODY).collect()).unwrap_or_default()
            };
            path.users.extend((0..batch.num_rows()).map(|row| {
                (!column.is_null(row)).then(|| match column.as_list_opt::<i32>() {
                    Some(lists) => known(lists.value(row).as_ref()),
                    None => known(column.slice(row, 1).as_ref()),
                })
            }));
        }
    }
}

/// An expression that stands for a base table's user; NOBODY where there is none.
pub(super) fn user_of(context: &SessionContext, user_id: Expr) -> Result<Expr> {
    Ok(context.udf(USER_OF)?.call(vec![user_id]).alias(USER))
}

/// Rewrites a plan so that the users of each row follow its own columns. Tells at most `most` users of a row apart. Where the plan has a step that
/// users cannot be followed through, it stays as it is.
pub(super) fn follow(
    plan: LogicalPlan,
    context: &SessionContext,
    reads: &BTreeMap<String, TableRead>,
    most: usize,
) -> (LogicalPlan, RowUsers) {
    let Ok(list_of) = context.udf(USER_LIST) else { return (plan, RowUsers::lost()) };
    let users_of = Arc::new(AggregateUDF::from(set::UsersOf::new(most)));
    let mut follower = Follower::new(users_of, list_of, reads);
    // A plan is as deep as its statement.
    match on_big_stack(|| follower.result(&plan)) {
        Some(Ok((rewritten, paths))) => {
            let paths = paths.into_iter().map(|path| UserPath { sources: path.sources, users: Vec::new() }).collect();
            (rewritten, RowUsers { paths, lost: follower.into_lost() })
        }
        _ => (plan, RowUsers::lost()),
    }
}
