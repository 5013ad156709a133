//! The overlap rule (sections 6.2 and 7.3 of the contract): Amazon refuses many near-equal queries over the same records, since
//! their differences could tell of single people.

use amc_sql::shape;

use super::desk::{End, Phase, Run};

/// How many earlier runs of its instance differ from `run` in nothing but literals and parameter values, and read some of the same
/// time. Runs that were refused or cancelled have told nobody anything.
pub(super) fn count(earlier: &[Run], run: &Run) -> usize {
    let (start, end) = run.window.instants(run.created_at);
    let wanted = shape(&run.sql);
    let is_near = |other: &&Run| {
        let (from, to) = other.window.instants(other.created_at);
        other.instance_id == run.instance_id
            && other.has_query()
            && !matches!(other.phase, Phase::Ended { end: End::Cancelled, .. })
            && (other.sql != run.sql || other.parameter_values != run.parameter_values)
            && from < end
            && start < to
            && shape(&other.sql) == wanted
    };
    earlier.iter().filter(is_near).count()
}

/// `statusReason` of a refused run.
pub(super) fn refusal(run: &Run) -> String {
    format!(
        "Execution \"{}\" of workflow \"{}\" could not be run because too many workflows have already been run against the same \
         input data sources in the same or overlapping time windows.",
        run.id, run.workflow_id
    )
}
