//! Runs that only a person can settle.

use amc_sandbox::{Fault, FaultKind, Operation};
use tempfile::TempDir;
use workbench::Workbench;
use workbench::execution::{Checkpoints, ExecutionReview, ExecutionState, ReviewChoice};

use super::support::{self, Rig, ended, open, until};

/// Somebody else has run the same query, and the answers to `lost` runs of ours are lost: all of ours need review.
struct Twins {
    rig: Rig,
    ids: Vec<String>,
    /// Amazon's id of the other's run.
    theirs: String,
    _folder: TempDir,
    other: Workbench,
}

async fn twins(lost: u32) -> Twins {
    let rig = Rig::start().await;
    let folder = TempDir::new().unwrap();
    let other = open(folder.path(), &rig.clock, rig.sandbox.description(), Checkpoints::default()).await;
    let request = support::request(&support::instance(&other).await, "twins");
    let id = other.executions().submit(request).await.unwrap().remove(0).id;
    let theirs = ended(&other, &id).await.summary.remote_id.unwrap();
    rig.sandbox.control().add_fault(Fault::times(Operation::CreateExecution, lost, FaultKind::TimeoutAfterAccepting));
    let mut ids = Vec::new();
    for _ in 0..lost {
        ids.push(rig.submit("twins").await);
    }
    for id in &ids {
        assert_eq!(ended(&rig.workbench, id).await.summary.state, ExecutionState::NeedsReview);
    }
    Twins { rig, ids, theirs, _folder: folder, other }
}

impl Twins {
    async fn review(&self, id: &str) -> ExecutionReview {
        self.rig.workbench.executions().review(id).await.unwrap()
    }

    async fn resolve(&self, id: &str, choice: ReviewChoice) -> Result<(), String> {
        let resolved = self.rig.workbench.executions().resolve_review(id, choice).await;
        resolved.map_err(|error| {
            assert!(error.next_step.is_some(), "{error:?}");
            error.code.into_owned()
        })
    }
}

fn remote_ids(review: &ExecutionReview) -> Vec<String> {
    review.candidates.iter().map(|run| run.remote_id.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chosen_run_is_taken_over_and_its_result_kept() {
    let twins = twins(1).await;
    let id = &twins.ids[0];
    let review = twins.review(id).await;
    let detail = twins.rig.workbench.executions().get(id).await.unwrap();
    assert_eq!(review.candidates.len(), 2);
    for run in &review.candidates {
        assert!(run.certain && run.created_at.is_some());
        assert_eq!(run.window_words.as_deref(), Some(detail.summary.window_words.as_str()));
        assert_eq!(run.time_zone.as_deref(), Some("Europe/Berlin"));
        assert_eq!(run.status, "SUCCEEDED");
    }
    let unknown = ReviewChoice::Adopt { remote_id: "somebody-elses".to_owned() };
    assert_eq!(twins.resolve(id, unknown).await.unwrap_err(), "execution.not_a_candidate");
    assert_eq!(twins.rig.state(id).await, ExecutionState::NeedsReview);

    let ours = remote_ids(&review).into_iter().find(|remote| *remote != twins.theirs).unwrap();
    twins.resolve(id, ReviewChoice::Adopt { remote_id: ours.clone() }).await.unwrap();
    let detail = ended(&twins.rig.workbench, id).await;
    assert_eq!((detail.summary.state, detail.summary.row_count), (ExecutionState::Succeeded, Some(2)));
    assert_eq!((detail.summary.remote_id, detail.error), (Some(ours), None));
    assert_eq!(twins.rig.runs(), 2, "nothing was sent");
    assert_eq!(twins.resolve(id, ReviewChoice::Abandon).await.unwrap_err(), "execution.no_review");
    assert_eq!(twins.rig.workbench.executions().review(id).await.unwrap_err().code, "execution.no_review");
    twins.other.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_belongs_to_one_execution_only() {
    let twins = twins(2).await;
    let [first, second] = twins.ids.as_slice() else { panic!("{:?}", twins.ids) };
    let all = remote_ids(&twins.review(first).await);
    assert_eq!(all.len(), 3);
    let chosen = all[1].clone();
    twins.resolve(first, ReviewChoice::Adopt { remote_id: chosen.clone() }).await.unwrap();
    assert!(!remote_ids(&twins.review(second).await).contains(&chosen));
    let again = ReviewChoice::Adopt { remote_id: chosen };
    assert_eq!(twins.resolve(second, again).await.unwrap_err(), "execution.not_a_candidate");
    twins.resolve(second, ReviewChoice::Adopt { remote_id: all[2].clone() }).await.unwrap();
    for id in [first, second] {
        assert_eq!(ended(&twins.rig.workbench, id).await.summary.state, ExecutionState::Succeeded);
    }
    twins.other.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_none_of_them_is_sent_again_and_never_takes_one_of_them() {
    let twins = twins(1).await;
    let id = &twins.ids[0];
    let seen = remote_ids(&twins.review(id).await);
    let half = ReviewChoice::SendAgain { not_ours: vec![seen[0].clone()] };
    assert_eq!(twins.resolve(id, half).await.unwrap_err(), "execution.review_changed");
    assert_eq!((twins.rig.state(id).await, twins.rig.runs()), (ExecutionState::NeedsReview, 2));

    // The answer to the next call is lost as well: three equal runs are listed, two of which are declined.
    let lost = Fault::once(Operation::CreateExecution, FaultKind::TimeoutAfterAccepting);
    twins.rig.sandbox.control().add_fault(lost);
    twins.resolve(id, ReviewChoice::SendAgain { not_ours: seen.clone() }).await.unwrap();
    let detail = ended(&twins.rig.workbench, id).await;
    assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{:?}", detail.error);
    assert!(!seen.contains(&detail.summary.remote_id.unwrap()));
    assert_eq!(twins.rig.runs(), 3);
    twins.other.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_can_be_left_also_when_amazon_cannot_be_asked() {
    let twins = twins(1).await;
    let id = &twins.ids[0];
    twins.other.shutdown().await;
    let Rig { sandbox, workbench, folder: _folder, .. } = twins.rig;
    sandbox.shutdown().await;
    assert!(workbench.executions().review(id).await.unwrap_err().next_step.is_some());
    workbench.executions().resolve_review(id, ReviewChoice::Abandon).await.unwrap();
    let detail = workbench.executions().get(id).await.unwrap();
    assert_eq!(detail.summary.state, ExecutionState::Cancelled);
    assert_eq!(detail.error.unwrap().code, "execution.abandoned");
    assert!(detail.summary.finished_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_vanished_twice_can_be_sent_once_more() {
    let rig = Rig::start().await;
    rig.sandbox.control().add_fault(Fault::always(Operation::CreateExecution, FaultKind::TimeoutBeforeAccepting));
    let id = rig.submit("vanished").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Unknown).await;
    rig.clock.speed(600);
    assert_eq!(ended(&rig.workbench, &id).await.summary.state, ExecutionState::NeedsReview);
    rig.sandbox.control().clear_faults();
    let review = rig.workbench.executions().review(&id).await.unwrap();
    assert!(review.candidates.is_empty());
    let again = ReviewChoice::SendAgain { not_ours: Vec::new() };
    rig.workbench.executions().resolve_review(&id, again).await.unwrap();
    let detail = ended(&rig.workbench, &id).await;
    assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{:?}", detail.error);
    assert_eq!(rig.runs(), 1);
}
