//! Which results are kept, which answer a query again, and going back to a backup.

use std::time::Duration;

use workbench::execution::SubmitRequest;
use workbench::result::{CompareRequest, GroupKey, GroupRequest, GroupValue, Measure, PageRequest};
use workbench::settings::Settings;
use workbench::store::{BackupKind, Store};

use super::support;
use super::world::World;

const SQL: &str = "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn request(world: &World, name: &str, instances: usize) -> SubmitRequest {
    SubmitRequest {
        name: name.to_owned(),
        sql: SQL.to_owned(),
        instance_ids: world.instances[..instances].to_vec(),
        ..support::request(&world.instances[0], "")
    }
}

async fn ran(world: &World, name: &str, instances: usize) -> Vec<String> {
    let runs = world.workbench.executions().submit(request(world, name, instances)).await.unwrap();
    for run in &runs {
        support::ended(&world.workbench, &run.id).await;
    }
    runs.into_iter().map(|run| run.id).collect()
}

async fn set(world: &World, change: impl FnOnce(&mut Settings)) {
    let mut settings = world.workbench.settings().current();
    change(&mut settings);
    world.workbench.settings().update(settings).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rule_of_keeping_takes_old_results_away_but_for_the_newest_of_each_query_and_instance() {
    let world = World::start().await;
    let executions = world.workbench.executions();
    let first = ran(&world, "Reach", 2).await;
    let second = ran(&world, "Reach", 1).await;
    let only = ran(&world, "Other", 1).await;
    assert_eq!(executions.clean_up_plan(30).await.unwrap().results, 0, "all are young");
    world.clock.suspend(DAY * 31);
    let young = ran(&world, "Young", 1).await;

    let plan = executions.clean_up_plan(30).await.unwrap();
    assert_eq!(plan.results, 1, "the first on the instance that had a second");
    assert!(plan.bytes > 0 && plan.oldest_at.is_some());
    let path = world.workbench.results().path(&first[0]).await.unwrap();
    assert_eq!(executions.clean_up(30).await.unwrap(), plan);
    assert!(!path.exists(), "the file is gone with its row");
    let stays = async |id: &str| world.workbench.results().path(id).await.is_ok_and(|path| path.exists());
    assert!(!stays(&first[0]).await);
    for id in [&first[1], &second[0], &only[0], &young[0]] {
        assert!(stays(id).await);
    }
    let run = executions.get(&first[0]).await.unwrap();
    assert!(run.result.is_none() && run.summary.name == "Reach", "the run stays");
    assert_eq!(executions.clean_up(0).await.unwrap_err().code, "invalid");

    // It can be fetched again, and taken away by hand.
    executions.fetch_again(&first[0]).await.unwrap();
    support::ended(&world.workbench, &first[0]).await;
    assert!(stays(&first[0]).await);
    executions.remove_result(&first[0]).await.unwrap();
    assert_eq!(executions.remove_result(&first[0]).await.unwrap_err().code, "result.none");
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_result_answers_the_very_same_query_for_the_hours_that_the_person_allows() {
    let world = World::start().await;
    let executions = world.workbench.executions();
    let runs = ran(&world, "Reach", 1).await;
    let asked = || request(&world, "Another name", 2);
    assert!(executions.kept_answers(asked()).await.unwrap().is_empty(), "off at first");
    set(&world, |settings| settings.reuse_results_hours = Some(2)).await;
    let answers = executions.kept_answers(asked()).await.unwrap();
    let told: Vec<_> = answers.iter().map(|answer| (&answer.execution_id, &answer.instance_id)).collect();
    assert_eq!(told, [(&runs[0], &world.instances[0])], "one of two instances");

    let other = SubmitRequest { sql: SQL.replace("SUM", "MAX"), ..asked() };
    assert!(executions.kept_answers(other).await.unwrap().is_empty());
    let mut later = asked();
    later.window = serde_json::from_value(serde_json::json!({ "kind": "last_days", "days": 3 })).unwrap();
    assert!(executions.kept_answers(later).await.unwrap().is_empty(), "other dates");
    world.clock.suspend(Duration::from_secs(2 * 60 * 60 + 60));
    assert!(executions.kept_answers(asked()).await.unwrap().is_empty(), "too old");
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_and_comparisons_are_results_of_their_own_until_they_are_forgotten() {
    let world = World::start().await;
    let (one, two) = (ran(&world, "Reach", 1).await, ran(&world, "Reach", 1).await);
    let results = world.workbench.results();
    let group = GroupRequest {
        id: "pane".to_owned(),
        execution_id: one[0].clone(),
        filters: vec![],
        rows: vec![GroupKey { column: 0, unit: None }],
        across: None,
        values: vec![GroupValue { measure: Measure::Sum, column: Some(1) }],
    };
    let grouped = results.group(group.clone()).await.unwrap();
    assert_eq!((grouped.result.row_count, grouped.keys), (2, 1));
    assert!(results.is_local(&grouped.id));
    let again =
        GroupRequest { execution_id: grouped.id.clone(), id: "total".to_owned(), rows: vec![], ..group.clone() };
    assert_eq!(results.group(again).await.unwrap().result.row_count, 1, "groups can be grouped");
    results.forget_rows(&grouped.id);
    assert!(!results.is_local(&grouped.id));
    assert_eq!(results.group(GroupRequest { id: "../a".to_owned(), ..group }).await.unwrap_err().code, "invalid");

    let compare = CompareRequest {
        id: "pane".to_owned(),
        before: one[0].clone(),
        after: two[0].clone(),
        keys: None,
        values: None,
    };
    let compared = results.compare(compare).await.unwrap();
    assert_eq!((compared.in_both, compared.only_before, compared.only_after), (2, 0, 0));
    assert_eq!(
        (&compared.keys[..], &compared.values[..]),
        (&["campaign".to_owned()][..], &["impressions".to_owned()][..])
    );
    let total = &compared.totals[0];
    assert_eq!((total.change.as_deref(), total.ratio), (Some("0"), Some(0.0)));
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_goes_back_to_a_backup_that_was_asked_for_and_keeps_what_it_replaced() {
    let world = World::start().await;
    let before = ran(&world, "Before", 1).await;
    let store = world.workbench.store();
    let folder = store.data_dir().to_owned();
    let backup = store.back_up(world.workbench.clock().now()).await.unwrap();
    let told = backup.info();
    assert_eq!(told.kind, BackupKind::Asked);
    assert!((told.made_at - world.workbench.clock().now_millis()).abs() < 120_000 && told.size_bytes > 0);
    let after = ran(&world, "After", 1).await;
    store.restore_next(&backup).unwrap();
    let now = world.workbench.clock().now_millis();
    assert!(Store::restore_wanted(&folder, now).await.is_err(), "this one has the folder still");
    world.workbench.shutdown().await;

    Store::restore_wanted(&folder, now).await.unwrap();
    let store = Store::open(&folder, "1.0", now).await.unwrap();
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM execution").fetch_all(store.reader()).await.unwrap();
    assert!(ids.contains(&before[0]) && !ids.contains(&after[0]), "{ids:?}");
    store.close(Duration::from_secs(5)).await;
    assert!(
        std::fs::read_dir(&folder)
            .unwrap()
            .any(|entry| { entry.unwrap().file_name().to_string_lossy().ends_with("-replaced") })
    );
    Store::restore_wanted(&folder, now).await.unwrap();
    let store = Store::open(&folder, "1.0", now).await.unwrap();
    store.close(Duration::from_secs(5)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_tried_over_made_up_events_without_a_word_to_amazon() {
    let world = World::start().await;
    let trials = world.workbench.trials();
    let sent = world.runs();
    let tried = trials.run("tab", request(&world, "Reach", 1)).await.unwrap();
    assert!(tried.result.row_count > 0 && tried.first_day < tried.last_day, "{tried:?}");
    assert_eq!(tried.result.columns[1].data_type, "LONG");
    let page = PageRequest { execution_id: tried.id.clone(), offset: 0, limit: 10, sort: vec![], filters: vec![] };
    assert!(!world.workbench.results().page(page).await.unwrap().is_empty());
    assert_eq!(world.runs(), sent, "nothing was sent");
    let wrong = SubmitRequest { sql: "SELECT campain FROM dsp_impressions".to_owned(), ..request(&world, "Wrong", 1) };
    let error = trials.run("tab", wrong).await.unwrap_err();
    assert!(error.code.starts_with("query.") && error.details.line == Some(1), "{error:?}");
    world.workbench.shutdown().await;
}
