//! What a statement is to the sandbox: something that compiles or is refused in Amazon's words, and that can be run.

mod engine;
mod refusal;
mod workflow;

pub(crate) use engine::{Answer, Column, Engine, Order, Tables, kind_name};
pub(crate) use refusal::uncompilable;
pub(crate) use workflow::{check as check_workflow, id_is_good};
