//! Lists that come in pages, and single objects that come flat or wrapped.

use std::collections::HashSet;

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    client::{AmcClient, AnswerContext, Call},
    error::{AmcError, AnswerProblem},
    model::AccountScope,
    retry::Repeat,
};

/// More pages than this are a fault: 1,000 pages of 100 items.
const MOST_PAGES: usize = 1_000;

/// A list of the API.
pub(crate) struct List<'a> {
    pub(crate) operation: &'static str,
    pub(crate) path: &'a [&'a str],
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) scope: Option<&'a AccountScope>,
    /// Name of the array in the answer.
    pub(crate) items: &'static str,
}

impl AmcClient {
    /// Reads a list to its end. Each page is sent the same filters; a token that is absent, null or empty ends it.
    pub(crate) async fn list<T: DeserializeOwned>(&self, list: List<'_>) -> Result<Vec<T>, AmcError> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut query = list.query;
        let filters = query.len();
        loop {
            let (mut value, context) = self
                .json(Call {
                    operation: list.operation,
                    method: Method::GET,
                    path: list.path,
                    query: &query,
                    scope: list.scope,
                    body: None,
                    repeat: Repeat::Always,
                })
                .await?;
            // An absent array is not an empty one: whoever takes "no runs" from it would run a query a second time.
            match value.get_mut(list.items).map(Value::take) {
                Some(Value::Null) => {}
                Some(items @ Value::Array(_)) => found.append(&mut context.read::<Vec<T>>(items)?),
                _ => return Err(context.bad(AnswerProblem::Field { field: list.items })),
            }
            let next = match value.get("nextToken") {
                None | Some(Value::Null) => return Ok(found),
                Some(Value::String(token)) if token.is_empty() => return Ok(found),
                Some(Value::String(token)) => token.clone(),
                Some(_) => return Err(context.bad(AnswerProblem::Field { field: "nextToken" })),
            };
            if seen.len() >= MOST_PAGES || !seen.insert(next.clone()) {
                return Err(context.bad(AnswerProblem::EndlessPages));
            }
            query.truncate(filters);
            query.push(("nextToken", next));
        }
    }

    /// Reads a single object that the specification wraps and the live service does not.
    pub(crate) async fn object<T: DeserializeOwned>(&self, call: Call<'_>, shape: Shape) -> Result<T, AmcError> {
        let (value, context) = self.json(call).await?;
        shape.read(value, &context)
    }
}

/// How a single object travels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Name of the wrapper, if there is one.
    pub(crate) wrapper: &'static str,
    /// Field by which the object itself is known.
    pub(crate) id: &'static str,
}

impl Shape {
    pub(crate) fn read<T: DeserializeOwned>(self, mut value: Value, context: &AnswerContext) -> Result<T, AmcError> {
        // The id decides, not the wrapper's name: a flat run may hold a field `workflow` as well.
        if value.get(self.id).is_none()
            && let Some(inner) = value.get_mut(self.wrapper)
        {
            value = inner.take();
        }
        if value.get(self.id).and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(context.bad(AnswerProblem::Field { field: self.id }));
        }
        context.read(value)
    }
}
