//! Arguments of `workflows`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum WorkflowsCommand {
    /// List them
    List(WorkflowList),
    /// Show one with its query, versions, schedules and newest runs
    Show {
        /// Its id or its name
        #[arg(value_name = "ID|NAME")]
        workflow: String,
    },
    /// Keep the queries of .sql files; one that was exported before gets a new version
    Import {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Write them as .sql files into a folder
    Export {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Ids or names; without any all of them
        #[arg(value_name = "ID|NAME")]
        workflows: Vec<String>,
    },
    /// Delete one; `restore` brings it back
    Delete {
        /// Its id or its name
        #[arg(value_name = "ID|NAME")]
        workflow: String,
    },
    /// Bring a deleted one back
    Restore {
        /// Its id
        #[arg(value_name = "ID")]
        workflow: String,
    },
    /// Ask Amazon how one stands on its instances
    Compare {
        /// Its id or its name
        #[arg(value_name = "ID|NAME")]
        workflow: String,
    },
    /// Save one at Amazon, on all its instances or on some
    Push {
        /// Its id or its name
        #[arg(value_name = "ID|NAME")]
        workflow: String,
        /// Amazon's id of an instance; repeat it or separate several by commas
        #[arg(long = "instance", value_delimiter = ',', value_name = "ID")]
        instances: Vec<String>,
    },
    /// Take over what Amazon keeps of one on an instance, as a new version
    Pull {
        /// Its id or its name
        #[arg(value_name = "ID|NAME")]
        workflow: String,
        /// Amazon's id of the instance
        #[arg(long, value_name = "ID")]
        instance: String,
    },
}

#[derive(Args, Default)]
pub(crate) struct WorkflowList {
    /// Text that name, tags, description or query hold
    #[arg(long, default_value = "")]
    pub(crate) text: String,
    /// A tag they have
    #[arg(long)]
    pub(crate) tag: Option<String>,
    /// active, draft or archived
    #[arg(long, value_parser = ["active", "draft", "archived"])]
    pub(crate) status: Option<String>,
}
