//! The queue on this computer, in the order in which a person wants it.

use workbench::execution::{ExecutionState, MOST_IN_INSTANCE, QueuedRun};

use super::support::{Rig, until};

/// An instance whose places are all taken, and four more runs that wait; our ids of these.
async fn crowded() -> (Rig, Vec<String>, Vec<String>) {
    let rig = Rig::start().await;
    let (mut taken, mut waiting) = (Vec::new(), Vec::new());
    for number in 0..MOST_IN_INSTANCE {
        taken.push(rig.submit(&format!("sandbox:stuck {number}")).await);
    }
    for id in &taken {
        until(&rig.workbench, id, |detail| detail.summary.remote_id.is_some()).await;
    }
    for number in 0..4 {
        waiting.push(rig.submit(&format!("waits {number}")).await);
    }
    (rig, taken, waiting)
}

async fn queue(rig: &Rig) -> Vec<QueuedRun> {
    rig.workbench.executions().queue().await.unwrap()
}

async fn order(rig: &Rig) -> Vec<String> {
    queue(rig).await.into_iter().map(|run| run.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_shown_in_its_order_with_why_and_goes_in_the_order_that_a_person_gave() {
    let (rig, taken, waiting) = crowded().await;
    let shown = queue(&rig).await;
    assert_eq!(shown.iter().map(|run| &run.id).collect::<Vec<_>>(), waiting.iter().collect::<Vec<_>>());
    assert!(shown.iter().all(|run| run.at_amazon as usize == MOST_IN_INSTANCE && run.error.is_none()), "{shown:?}");
    assert!(shown.iter().all(|run| run.schedule_id.is_none() && run.not_before.is_none()));

    let wanted: Vec<String> = [3, 0, 2, 1].map(|at| waiting[at].clone()).into();
    rig.workbench.executions().order_queue(&wanted).await.unwrap();
    assert_eq!(order(&rig).await, wanted);

    // One place comes free, and the one that was moved forward has it.
    rig.workbench.executions().cancel(&taken[0]).await.unwrap();
    until(&rig.workbench, &waiting[3], |detail| detail.summary.remote_id.is_some()).await;
    for later in &waiting[..3] {
        assert_eq!(rig.workbench.executions().get(later).await.unwrap().steps.len(), 1, "nothing of it was sent");
    }
    // What is gone is passed over, and what is not named stays.
    rig.workbench
        .executions()
        .order_queue(&[waiting[3].clone(), waiting[1].clone(), waiting[2].clone()])
        .await
        .unwrap();
    assert_eq!(order(&rig).await, [0, 1, 2].map(|at| waiting[at].clone()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_outlives_a_restart_and_a_cancelled_run_leaves_the_queue() {
    let (rig, _taken, waiting) = crowded().await;
    let wanted: Vec<String> = [2, 3, 1, 0].map(|at| waiting[at].clone()).into();
    rig.workbench.executions().order_queue(&wanted).await.unwrap();
    rig.workbench.executions().cancel(&waiting[3]).await.unwrap();
    assert_eq!(rig.state(&waiting[3]).await, ExecutionState::Cancelled);
    let left = [2, 1, 0].map(|at| waiting[at].clone());
    assert_eq!(order(&rig).await, left);
    rig.workbench.shutdown().await;
    let again = super::support::open(
        rig.folder.path(),
        &rig.clock,
        rig.sandbox.description(),
        workbench::execution::Checkpoints::default(),
    )
    .await;
    let after: Vec<String> = again.executions().queue().await.unwrap().into_iter().map(|run| run.id).collect();
    assert_eq!(after, left);
    assert_eq!(rig.runs(), MOST_IN_INSTANCE);
    again.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_limit_is_sent_with_the_run_and_one_that_amazon_does_not_take_is_refused_here() {
    let rig = Rig::start().await;
    let mut request = super::support::request(&rig.instance, "sandbox:timeout");
    request.time_limit_minutes = Some(14);
    assert_eq!(rig.workbench.executions().submit(request.clone()).await.unwrap_err().code, "invalid");
    request.time_limit_minutes = Some(15);
    let id = rig.workbench.executions().submit(request).await.unwrap().remove(0).id;
    until(&rig.workbench, &id, |detail| detail.summary.remote_id.is_some()).await;
    rig.sandbox.control().advance(std::time::Duration::from_secs(15 * 60 + 1));
    let detail = super::support::ended(&rig.workbench, &id).await;
    let error = detail.error.unwrap();
    assert_eq!((detail.summary.state, &*error.code), (ExecutionState::Failed, "amc.timed_out"));
    assert!(error.details.raw.unwrap().contains("900 seconds"));
}
