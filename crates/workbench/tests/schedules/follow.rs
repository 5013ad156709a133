//! What follows a slot that ended well: files in a folder, and another schedule.

use std::time::Duration;

use workbench::dashboard::{DashboardSpec, Widget, WidgetKind};
use workbench::result::ExportFormat;
use workbench::schedule::{ExportSpec, RuleSpec, SlotOrigin, SlotState};

use super::world::World;

/// Fires at no time while a test looks on.
fn seldom() -> RuleSpec {
    RuleSpec::Cron("0 6 29 2 *".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_result_is_written_to_the_folder_under_a_name_that_says_what_it_is() {
    let world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let id = world
        .add(|spec| {
            spec.instance_ids = world.instances[..2].to_vec();
            spec.export = Some(ExportSpec { folder: folder.path().display().to_string(), format: ExportFormat::Csv });
        })
        .await;
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    world.workbench.schedules().export_due().await.unwrap();
    let slot = &world.slots(&id).await[0];
    let mut names = Vec::new();
    for run in &slot.runs {
        let file = std::path::PathBuf::from(run.exported.clone().unwrap());
        let rows = std::fs::read_to_string(&file).unwrap();
        assert!(rows.starts_with("campaign,impressions\r\n") && rows.lines().count() == 3, "{rows}");
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(name.starts_with("Impressions 20") && name.contains(" to 20"), "{name}");
        assert!(name.ends_with(&format!("{}.csv", run.instance_name)), "{name}");
        assert_eq!(run.export_problem, None);
        names.push(name);
    }
    names.dedup();
    assert_eq!(names.len(), 2);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "and nothing else lies there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_away_is_tried_again_and_the_slot_has_ended_well_all_the_same() {
    let world = World::start().await;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("drive");
    let id = world
        .add(|spec| {
            spec.rule = seldom();
            spec.export = Some(ExportSpec { folder: folder.display().to_string(), format: ExportFormat::Json });
        })
        .await;
    world.workbench.schedules().run_now(&id).await.unwrap();
    world.all_ended(&id).await;
    let export = async || world.workbench.schedules().export_due().await.unwrap();
    export().await;
    let slot = &world.slots(&id).await[0];
    let problem = slot.runs[0].export_problem.clone().unwrap();
    assert_eq!((slot.state, &*problem.code, &slot.runs[0].exported), (SlotState::Succeeded, "result.no_folder", &None));

    std::fs::create_dir(&folder).unwrap();
    export().await;
    assert_eq!(world.slots(&id).await[0].runs[0].exported, None, "not before a minute has passed");
    world.clock.suspend(Duration::from_secs(90));
    export().await;
    let run = world.slots(&id).await[0].runs[0].clone();
    assert!(std::path::Path::new(&run.exported.unwrap()).is_file());
    assert_eq!(run.export_problem, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_schedule_runs_once_after_a_slot_that_ended_well_and_not_after_one_that_failed() {
    let world = World::start().await;
    let schedules = world.workbench.schedules();
    let second = world
        .add(|spec| {
            spec.name = "Second".to_owned();
            spec.rule = seldom();
        })
        .await;
    let first = world
        .add(|spec| {
            spec.name = "First".to_owned();
            spec.then_run = Some(second.clone());
        })
        .await;
    let fails = world
        .add(|spec| {
            spec.rule = seldom();
            spec.sql.push_str("\n-- sandbox:failed no such luck");
            spec.retries = 0;
            spec.then_run = Some(second.clone());
        })
        .await;
    schedules.run_now(&fails).await.unwrap();
    world.all_ended(&fails).await;
    world.sleep_until_due(&first, 5).await;
    world.all_ended(&first).await;
    let slots = world.until(&second, |slots| slots.iter().any(|slot| slot.finished_at.is_some())).await;
    for _ in 0..3 {
        world.step().await;
    }
    assert_eq!((slots.len(), slots[0].state, slots[0].origin), (1, SlotState::Succeeded, SlotOrigin::After));
    assert_eq!(slots[0].note.as_deref(), Some("after “First”"));
    assert_eq!(world.slots(&second).await.len(), 1, "once");

    // A paused one is left out, and says so.
    schedules.pause(vec![second.clone()]).await.unwrap();
    world.sleep_until_due(&first, 5).await;
    world.all_ended(&first).await;
    world.step().await;
    let newest = &world.slots(&second).await[0];
    assert_eq!((newest.state, &*newest.reason.as_ref().unwrap().code), (SlotState::Skipped, "schedule.paused"));
}

#[tokio::test(flavor = "multi_thread")]
async fn schedules_that_would_run_for_ever_and_folders_that_are_none_are_refused() {
    let world = World::start().await;
    let schedules = world.workbench.schedules();
    let first = world.add(|_| {}).await;
    let second = world.add(|spec| spec.then_run = Some(first.clone())).await;
    let detail = schedules.get(&first).await.unwrap();
    for circle in [second.clone(), first.clone()] {
        let mut spec = detail.spec.clone();
        spec.then_run = Some(circle);
        let error = schedules.update(&first, detail.summary.version, spec).await.unwrap_err();
        assert_eq!(error.code, "schedule.circle");
    }
    let mut spec = detail.spec.clone();
    spec.then_run = Some("nobody".to_owned());
    assert_eq!(schedules.update(&first, detail.summary.version, spec).await.unwrap_err().code, "not_found");
    let mut spec = detail.spec;
    spec.export = Some(ExportSpec { folder: "Reports".to_owned(), format: ExportFormat::Csv });
    assert_eq!(schedules.update(&first, detail.summary.version, spec).await.unwrap_err().code, "result.folder");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dashboard_is_refreshed_once_after_each_slot_that_ended_well_and_its_troubles_are_told_in_the_slot() {
    let world = World::start().await;
    let boards = world.workbench.dashboards();
    let name = "Reach by city";
    let rows = |id: &str, sql: &str| Widget {
        id: id.to_owned(),
        kind: WidgetKind::Table,
        title: "Reach".to_owned(),
        sql: sql.to_owned(),
        chart: None,
        text: String::new(),
        width: 6,
        height: 4,
    };
    let spec = |widgets| DashboardSpec { name: "Weekly".to_owned(), widgets, filters: Vec::new() };
    let first = vec![rows("a", "SELECT * FROM latest.\"Reach by city\"")];
    let board = boards.save(None, spec(first.clone()), None).await.unwrap();
    let id = world
        .add(|spec| {
            spec.name = name.to_owned();
            spec.refresh_dashboard = Some(board.clone());
        })
        .await;
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    let slots = world.until(&id, |slots| slots[0].refreshed.is_some()).await;
    let refreshed = slots[0].refreshed.clone().unwrap();
    assert_eq!((refreshed.dashboard_id, refreshed.name.as_deref()), (board.clone(), Some("Weekly")));
    assert_eq!(refreshed.problem, None);
    let shown = boards.get(&board).await.unwrap();
    let kept = shown.rows[0].clone();
    assert!(!kept.outdated && kept.results > 0 && kept.result.unwrap().row_count > 0, "as soon as it has ended");
    assert!(kept.last_day.is_some() && kept.run_at.is_some());
    world.step().await;
    assert_eq!(boards.get(&board).await.unwrap().rows[0].read_at, kept.read_at, "once");

    // What comes later makes it outdated, and is there after the next slot; a widget that fails is told with the slot.
    let two = [first, vec![rows("b", "SELECT * FROM latest.\"Nothing\"")]].concat();
    boards.save(Some(board.clone()), spec(two), Some(shown.changed_at)).await.unwrap();
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    let slots = world.until(&id, |slots| slots.len() == 2 && slots[0].refreshed.is_some()).await;
    let problem = slots[0].refreshed.clone().unwrap().problem.unwrap();
    assert_eq!((&*problem.code, slots[0].state), ("dashboard.refresh", SlotState::Succeeded));
    assert_ne!(boards.get(&board).await.unwrap().rows[0].rows_id, kept.rows_id);

    boards.set_deleted(&board, true).await.unwrap();
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    let slots = world.until(&id, |slots| slots.len() == 3 && slots[0].refreshed.is_some()).await;
    let refreshed = slots[0].refreshed.clone().unwrap();
    assert_eq!((refreshed.name, &*refreshed.problem.unwrap().code), (None, "not_found"));
    let detail = world.workbench.schedules().get(&id).await.unwrap();
    let again = world.workbench.schedules().update(&id, detail.summary.version, detail.spec).await.unwrap_err();
    assert_eq!(again.code, "not_found");
}
