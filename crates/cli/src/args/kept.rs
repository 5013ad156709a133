//! The command lines of `evidence`, `brands`, `dashboards` and `storage`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum EvidenceCommand {
    /// List the evidence that was opened here, newest first
    List,
    /// Write query, values, dates, rows, findings and ids of a run into one ZIP file
    Save {
        /// Id of the run
        id: String,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Check a bundle against its hashes and keep what it holds
    Open {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print all that a piece of evidence holds, but for its rows. `results export evidence-ID` writes those
    Show {
        /// Its id in the list
        id: String,
    },
    /// Take evidence away from here; its file stays
    Remove {
        /// Its id in the list
        id: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum BrandsCommand {
    /// List the brands
    List,
    /// Keep brands of a JSON file: an object or a list of objects as `brands --json` prints them; one with an `id` is changed
    Save {
        /// The file, or - for standard input
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
    /// Delete a brand
    Delete {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        brand: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum DashboardsCommand {
    /// List the dashboards
    List,
    /// Print what a dashboard shows: of each widget when it was refreshed, and what its rows are read under. `results export ID` writes
    /// those
    Show {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        dashboard: String,
    },
    /// Keep a dashboard of a JSON file, as `dashboards show --json` prints it; one with an `id` is changed
    Save {
        /// The file, or - for standard input
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
    /// Run the queries of a dashboard anew, over what is kept now
    Refresh {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        dashboard: String,
    },
    /// Delete a dashboard; results stay
    Delete {
        /// Its id or name
        #[arg(value_name = "ID|NAME")]
        dashboard: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum StorageCommand {
    /// Say where everything is kept, and what room it takes
    Show,
    /// Move everything to another folder, which every program finds from then on
    Move {
        /// The folder: an empty one, or one in which a folder RecomAMP is made
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Say what would happen, and leave it
        #[arg(long)]
        dry_run: bool,
    },
}
