//! Writing a query: the tabs that survive a crash, and the dates a run covers.

mod snippets;
mod statements;
mod tabs;
mod tabs_store;
pub mod window;

pub use snippets::{Snippet, SnippetSpec, Snippets};
pub use statements::{Statement, Statements};
pub use tabs::{ClosedTab, ParameterValue, QueryTab, QueryTarget, Tabs};
pub use window::*;
