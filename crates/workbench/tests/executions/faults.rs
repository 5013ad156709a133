//! The roads of a run when the service does not.

use std::time::Duration;

use amc_sandbox::{Fault, FaultKind, Operation};
use workbench::execution::{Checkpoints, ExecutionState};

use super::support::{Rig, ended, open, request, road, sandbox_on, until};
use workbench::service::ServiceState;

const UNCOMPILABLE: &str = "Was unable to compile workflow because it was found to be invalid: \
    From line 2, column 6 to line 2, column 11: Column 'nothing' not found in any table";

#[tokio::test(flavor = "multi_thread")]
async fn a_compile_error_shows_its_place_whether_it_comes_at_once_or_later() {
    let rig = Rig::start().await;
    let body = serde_json::json!({"code": "400", "details": UNCOMPILABLE}).to_string();
    let answer = FaultKind::Answer { status: 400, body: Some(body), content_type: None };
    rig.sandbox.control().add_fault(Fault::once(Operation::CreateExecution, answer));
    for detail in [rig.run("at once").await, rig.run(&format!("sandbox:rejected {UNCOMPILABLE}")).await] {
        assert_eq!(detail.summary.state, ExecutionState::Rejected);
        let error = detail.error.unwrap();
        assert_eq!(error.code, "amc.compile");
        assert_eq!((error.details.line, error.details.column), (Some(2), Some(6)));
        assert!(error.next_step.is_some());
    }
    assert_eq!(rig.runs(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_overlap_is_explained() {
    let rig = Rig::start().await;
    let detail = rig.run("sandbox:overlap").await;
    assert_eq!(detail.summary.state, ExecutionState::Rejected);
    assert_eq!(detail.error.unwrap().code, "amc.overlap");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_run_keeps_the_services_words() {
    let rig = Rig::start().await;
    let detail = rig.run("sandbox:failed out of luck").await;
    assert_eq!(detail.summary.state, ExecutionState::Failed);
    let raw = detail.error.unwrap().details.raw.unwrap();
    assert!(raw.contains("out of luck"), "{raw}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_answer_was_lost_is_adopted_and_not_sent_again() {
    for fault in [FaultKind::TimeoutAfterAccepting, FaultKind::DropAfterAccepting] {
        let rig = Rig::start().await;
        rig.sandbox.control().add_fault(Fault::once(Operation::CreateExecution, fault.clone()));
        let detail = rig.run("lost").await;
        assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{fault:?} {:?}", detail.error);
        assert!(road(&detail).starts_with(&["sending", "unknown"]), "{:?}", detail.steps);
        assert_eq!((rig.runs(), rig.calls(Operation::CreateExecution)), (1, 1), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_lists_show_late_is_adopted_all_the_same() {
    let rig = Rig::start().await;
    rig.sandbox.control().change(|settings| settings.listing_delay = std::time::Duration::from_secs(3600));
    rig.sandbox.control().add_fault(Fault::once(Operation::CreateExecution, FaultKind::TimeoutAfterAccepting));
    let id = rig.submit("late").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Unknown).await;
    while rig.calls(Operation::ListExecutions) == 0 {
        tokio::task::yield_now().await;
    }
    rig.sandbox.control().advance(std::time::Duration::from_secs(4000));
    rig.clock.speed(200);
    assert_eq!(ended(&rig.workbench, &id).await.summary.state, ExecutionState::Succeeded);
    assert_eq!(rig.runs(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_never_arrived_is_sent_again_only_after_four_looks() {
    for fault in [FaultKind::TimeoutBeforeAccepting, FaultKind::DropBeforeAccepting] {
        let rig = Rig::start().await;
        rig.sandbox.control().add_fault(Fault::once(Operation::CreateExecution, fault.clone()));
        let id = rig.submit("never arrived").await;
        until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Unknown).await;
        rig.clock.speed(600);
        let detail = ended(&rig.workbench, &id).await;
        assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{fault:?} {:?}", detail.error);
        let ledger = rig.sandbox.control().ledger();
        let creates: Vec<u64> = ledger.of(Operation::CreateExecution).map(|call| call.number).collect();
        let [first, second] = creates.as_slice() else { panic!("{creates:?}") };
        let looks = ledger.of(Operation::ListExecutions).filter(|call| (first..second).contains(&&call.number)).count();
        assert_eq!((looks, ledger.executions.len()), (4, 1), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_vanishes_twice_is_left_to_a_person() {
    let rig = Rig::start().await;
    rig.sandbox.control().add_fault(Fault::always(Operation::CreateExecution, FaultKind::TimeoutBeforeAccepting));
    let id = rig.submit("gone").await;
    until(&rig.workbench, &id, |detail| detail.summary.state == ExecutionState::Unknown).await;
    rig.clock.speed(600);
    let detail = ended(&rig.workbench, &id).await;
    assert_eq!(detail.summary.state, ExecutionState::NeedsReview);
    assert_eq!(detail.error.unwrap().code, "execution.needs_review");
    assert_eq!(rig.calls(Operation::CreateExecution), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_that_fit_are_left_to_a_person() {
    let rig = Rig::start().await;
    let folder = tempfile::TempDir::new().unwrap();
    let other = open(folder.path(), &rig.clock, rig.sandbox.description(), Checkpoints::default()).await;
    let elsewhere = super::support::instance(&other).await;
    let request = super::support::request(&elsewhere, "twins");
    let id = other.executions().submit(request).await.unwrap().remove(0).id;
    ended(&other, &id).await;
    rig.sandbox.control().add_fault(Fault::once(Operation::CreateExecution, FaultKind::TimeoutAfterAccepting));
    let detail = rig.run("twins").await;
    assert_eq!(detail.summary.state, ExecutionState::NeedsReview);
    assert_eq!((rig.runs(), rig.calls(Operation::CreateExecution)), (2, 2));
    other.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_found_again_and_not_sent_twice_though_the_computers_clock_is_wrong() {
    for wrong in [Duration::from_secs(45 * 60), Duration::from_secs(7 * 3600)] {
        let rig = Rig::start().await;
        rig.clock.suspend(wrong);
        rig.sandbox.control().add_fault(Fault::once(Operation::CreateExecution, FaultKind::TimeoutAfterAccepting));
        rig.clock.speed(20);
        assert_eq!(rig.run("wrong clock").await.summary.state, ExecutionState::Succeeded);
        assert_eq!((rig.runs(), rig.calls(Operation::CreateExecution)), (1, 1), "{wrong:?} ahead");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_runs_whose_answers_were_lost_get_one_run_each() {
    let rig = Rig::start().await;
    rig.sandbox.control().add_fault(Fault::times(Operation::CreateExecution, 3, FaultKind::TimeoutAfterAccepting));
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(rig.submit("same").await);
    }
    rig.clock.speed(20);
    let mut remote = Vec::new();
    for id in &ids {
        let detail = ended(&rig.workbench, id).await;
        assert_eq!(detail.summary.state, ExecutionState::Succeeded, "{:?}", detail.error);
        remote.push(detail.summary.remote_id.unwrap());
    }
    remote.sort();
    remote.dedup();
    assert_eq!((remote.len(), rig.runs()), (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_link_means_new_links_and_no_new_run() {
    let rig = Rig::start().await;
    let dead = FaultKind::Answer { status: 403, body: None, content_type: None };
    rig.sandbox.control().add_fault(Fault::once(Operation::Download, dead));
    let detail = rig.run("dead link").await;
    assert_eq!(detail.summary.state, ExecutionState::Succeeded);
    assert_eq!((rig.runs(), rig.calls(Operation::DownloadUrls)), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_breaks_off_is_made_again() {
    let rig = Rig::start().await;
    rig.sandbox.control().add_fault(Fault::once(Operation::Download, FaultKind::Truncate { bytes: 7 }));
    rig.clock.speed(20);
    let detail = rig.run("broken off").await;
    assert_eq!((detail.summary.state, detail.summary.row_count), (ExecutionState::Succeeded, Some(2)));
    assert!(detail.error.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_never_comes_ends_with_a_sentence_and_can_be_asked_for_again() {
    let rig = Rig::start().await;
    rig.sandbox.control().add_fault(Fault::always(Operation::Download, FaultKind::Truncate { bytes: 7 }));
    let id = rig.submit("never").await;
    rig.clock.speed(600);
    let detail = ended(&rig.workbench, &id).await;
    assert_eq!(detail.summary.state, ExecutionState::Succeeded, "the run itself ended well");
    assert!(detail.result.is_none());
    assert!(detail.error.unwrap().next_step.is_some());
    rig.sandbox.control().clear_faults();
    rig.workbench.executions().fetch_again(&id).await.unwrap();
    let detail = until(&rig.workbench, &id, |detail| !detail.summary.fetching).await;
    assert_eq!(detail.summary.row_count, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_fails_for_a_while_costs_nothing_but_time() {
    let rig = Rig::start().await;
    rig.sandbox.control().add_fault(Fault::times(
        Operation::ListExecutions,
        6,
        FaultKind::Answer { status: 503, body: None, content_type: None },
    ));
    rig.clock.speed(20);
    assert_eq!(rig.run("stormy").await.summary.state, ExecutionState::Succeeded);
    assert_eq!(rig.runs(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_amazon_is_out_of_reach_the_poller_says_so_and_stops_saying_it_afterwards() {
    let rig = Rig::start().await;
    let mut events = rig.workbench.events();
    rig.sandbox.control().add_fault(Fault::always(Operation::ListExecutions, FaultKind::DropBeforeAccepting));
    let id = rig.submit("out of reach").await;
    rig.clock.speed(20);
    let poller = || rig.workbench.services().into_iter().find(|service| service.name == "execution poller").unwrap();
    while poller().state == ServiceState::Running {
        let _ = events.recv().await;
    }
    assert_eq!(poller().state, ServiceState::Degraded);
    let message = poller().message.unwrap();
    assert!(message.starts_with("Amazon could not be reached"), "{message}");
    rig.sandbox.control().clear_faults();
    assert_eq!(ended(&rig.workbench, &id).await.summary.state, ExecutionState::Succeeded);
    while poller().state != ServiceState::Running {
        let _ = events.recv().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_submitted_while_amazon_is_out_of_reach_says_why_it_waits_and_is_sent_once_it_can_be() {
    let Rig { sandbox, folder: _folder, clock, workbench, instance } = Rig::start().await;
    let port = url::Url::parse(&sandbox.description().api_url).unwrap().port().unwrap();
    sandbox.shutdown().await;
    let submitted = workbench.executions().submit(request(&instance, "offline")).await.unwrap().remove(0);
    let waiting = until(&workbench, &submitted.id, |detail| detail.error.is_some()).await;
    assert_eq!(waiting.summary.state, ExecutionState::Sending);
    let error = waiting.error.unwrap();
    assert_eq!(error.code, "amc.network");
    assert!(error.next_step.unwrap().contains("is sent once this has passed"));

    let back = sandbox_on(port).await;
    clock.speed(60);
    let detail = ended(&workbench, &submitted.id).await;
    assert_eq!((detail.summary.state, detail.error), (ExecutionState::Succeeded, None));
    assert_eq!(back.control().ledger().executions.len(), 1);
    workbench.shutdown().await;
}
